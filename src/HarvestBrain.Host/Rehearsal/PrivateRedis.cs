using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace HarvestBrain.Host.Rehearsal;

/// <summary>
/// A redis-server for this process alone: on a free port of this machine, with a password that nobody knows, in a folder that goes with it.
/// </summary>
internal sealed class PrivateRedis : IAsyncDisposable
{
    public const string HowToInstall = "apt-get install redis-server (Debian, Ubuntu), dnf install redis (Fedora), "
        + "brew install redis (macOS); ./demo.sh does it on Debian and Ubuntu";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly string _folder = Folder();
    private Process? _process;

    public int Port { get; private set; }

    public string Password { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Ends when the server has ended, with its exit code.</summary>
    public Task<int> Ended { get; private set; } = Task.FromResult(0);

    /// <summary>Starts it, and returns when it answers.</summary>
    /// <returns><see langword="false"/> = none is installed.</returns>
    /// <exception cref="RehearsalException">It does not start.</exception>
    public async Task<bool> StartAsync(CancellationToken stop)
    {
        Port = FreePort();
        var start = new ProcessStartInfo("redis-server", ["-"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            _process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            return false;
        }
        var said = new List<string>();
        _process.OutputDataReceived += (_, e) => Keep(said, e.Data);
        _process.ErrorDataReceived += (_, e) => Keep(said, e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        // By its input: arguments are shown to everybody on the machine, and the password is among them.
        string[] settings =
        [
            $"port {Port}", "bind 127.0.0.1", $"requirepass {Password}", $"dir {_folder}", "save \"\"", "appendonly no",
            "maxmemory-policy noeviction", "",
        ];
        await _process.StandardInput.WriteAsync(string.Join('\n', settings).AsMemory(), stop).ConfigureAwait(false);
        _process.StandardInput.Close();
        Ended = ExitCodeAsync(_process);
        long began = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(stop).ConfigureAwait(false))
        {
            if (Ended.IsCompleted || Stopwatch.GetElapsedTime(began) > StartLimit)
                throw new RehearsalException($"redis-server does not start: {Last(said)}");
            await Task.Delay(Look, stop).ConfigureAwait(false);
        }
        return true;
    }

    /// <summary>Ends it, and removes what it left.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            if (!_process.HasExited) _process.Kill(); // nothing of it is to be kept
            await _process.WaitForExitAsync().ConfigureAwait(false);
            _process.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A port of this machine that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Nobody listens on this port of this machine.</summary>
    public static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Folder()
    {
        try
        {
            return Directory.CreateTempSubdirectory("harvestbrain-demo-").FullName;
        }
        catch (Exception e) when (WriteError.Is(e))
        {
            throw new RehearsalException($"no folder can be made in {Path.GetTempPath()}: {e.Message}");
        }
    }

    private static async Task<int> ExitCodeAsync(Process process)
    {
        await process.WaitForExitAsync().ConfigureAwait(false);
        return process.ExitCode;
    }

    private async Task<bool> AnswersAsync(CancellationToken stop)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port, stop).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static void Keep(List<string> lines, string? line)
    {
        if (string.IsNullOrEmpty(line)) return;
        lock (lines) lines.Add(line);
    }

    private static string Last(List<string> lines)
    {
        lock (lines) return lines is [.., var last] ? last : "it says nothing";
    }
}

/// <summary>The demo cannot go on, and why.</summary>
internal sealed class RehearsalException(string message) : Exception(message);
