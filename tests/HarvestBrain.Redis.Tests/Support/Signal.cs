using System.Runtime.InteropServices;

namespace HarvestBrain.Redis.Tests.Support;

/// <summary>Sends signals to processes that the tests started.</summary>
internal static partial class Signal
{
    public static void Kill(int pid) => Send(pid, 9);

    public static void Terminate(int pid) => Send(pid, 15);

    public static void Interrupt(int pid) => Send(pid, 2);

    public static void HangUp(int pid) => Send(pid, 1);

    public static void Stop(int pid)
    {
        Send(pid, 19);
        // The signal is on its way; the process is frozen once every thread says so.
        Eventually.True(
            () => Directory.GetDirectories($"/proc/{pid}/task").All(task => State(task) == 'T'), $"process {pid} stops");
    }

    public static void Continue(int pid) => Send(pid, 18);

    private static char State(string task)
    {
        try
        {
            string stat = File.ReadAllText(Path.Combine(task, "stat"));
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return 'T'; // a thread that ended
        }
    }

    private static void Send(int pid, int signal) => _ = kill(pid, signal);

    [DllImport("libc", SetLastError = true)]
#pragma warning disable SYSLIB1054, CA5392, IDE1006 // the name is libc's
    private static extern int kill(int pid, int signal);
#pragma warning restore SYSLIB1054, CA5392, IDE1006
}
