using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Service;

/// <summary>What the service tells systemd and writes to its logs.</summary>
public sealed class HostEdgeTests
{
    [Fact]
    public void Symbol_ThatLooksLikeALogLine_IsNone()
    {
        const string Forged = "2026-11-21T16:13:20.439Z ERROR   8 500 ENTRIES LOST", Hostile = "x\n" + Forged + "\e[2J\a";
        using var scene = new Scene(open: false);
        scene.Redis.WaitApplied(scene.Redis.Add(Feed.Fill(Hostile, "BUY", 1, 3300, 3200)), scene.Worker);
        scene.Redis.WaitApplied(scene.Redis.Add(Feed.Price(Hostile, 3350)), scene.Worker);
        scene.Worker.WaitFor(LogEvent.Intent, "x?" + Forged);
        Assert.DoesNotContain(scene.Worker.Lines, line => line.StartsWith(Forged, StringComparison.Ordinal));
        Assert.DoesNotContain('\e', scene.Worker.Output);
    }

    [Fact]
    public void Systemd_IsToldReadyStatusWatchdogAndStopping()
    {
        string folder = Directory.CreateTempSubdirectory("harvest-notify-").FullName;
        string path = Path.Combine(folder, "notify.sock");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.ReceiveTimeout = 100;
        var told = new List<string>();
        using (var scene = new Scene(settings: [("NOTIFY_SOCKET", path), ("WATCHDOG_USEC", "30000000")]))
        {
            Hear("READY=1");
            Hear("STATUS=Owner, shadow, 1 positions (0 suspect), lag 0");
            Hear("WATCHDOG=1");
            scene.Redis.Do("SET", Feed.KillSwitch, "1");
            scene.Price(3310);
            Hear("KILL SWITCH ON");
            scene.Redis.Kill();
            Hear("STATUS=RedisAway");
            told.Clear();
            Hear("WATCHDOG=1"); // Redis away is no reason to restart the service
            scene.Worker.Terminate();
            Hear("STOPPING=1");
            Assert.Equal(0, scene.Worker.WaitForExit());
        }
        Directory.Delete(folder, recursive: true);

        void Hear(string what) => Eventually.True(
            () =>
            {
                byte[] buffer = new byte[4096];
                try
                {
                    told.Add(Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer)));
                }
                catch (SocketException)
                {
                    // nothing within the timeout
                }
                return told.Exists(message => message.Contains(what, StringComparison.Ordinal));
            },
            $"systemd is told {what}", () => string.Join("\n", told));
    }

    [Fact]
    public void Systemd_StandbyIsReadyToo()
    {
        string folder = Directory.CreateTempSubdirectory("harvest-notify-").FullName;
        string path = Path.Combine(folder, "notify.sock");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.ReceiveTimeout = 100;
        using var scene = new Scene();
        using WorkerProcess standby = scene.Start(("NOTIFY_SOCKET", path));
        Eventually.True(
            () =>
            {
                byte[] buffer = new byte[4096];
                try
                {
                    string message = Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
                    return message.Contains("READY=1", StringComparison.Ordinal) && message.Contains("STATUS=Standby", StringComparison.Ordinal);
                }
                catch (SocketException)
                {
                    return false;
                }
            },
            "the standby is ready", () => standby.Output);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Log_AsJsonAndToAFile_IsTheSameInBoth()
    {
        string folder = Directory.CreateTempSubdirectory("harvest-log-").FullName;
        string path = Path.Combine(folder, "harvest.log");
        using (var redis = new RedisServer())
        {
            using WorkerProcess worker = WorkerProcess.Run(redis, ("LOG_FORMAT", "json"), ("LOG_FILE", path), ("LOG_LEVEL", "DEBUG"));
            redis.WaitApplied(redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200)), worker);
            redis.WaitApplied(redis.Add(Feed.Price(Scene.Symbol, 3350)), worker);
            worker.Terminate();
            Assert.Equal(0, worker.WaitForExit());

            string[] file = File.ReadAllLines(path);
            Assert.Equal(worker.Lines, file);
            JsonElement[] lines = [.. file.Select(line => JsonDocument.Parse(line).RootElement)];
            Assert.All(lines, line => Assert.Equal(
                ["time", "level", "event_id", "event", "message"], line.EnumerateObject().Select(member => member.Name)));
            Assert.Contains(lines, line => line.GetProperty("event_id").GetInt32() == LogEvent.Intent && line.GetProperty("event").GetString() == "Intent");
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Log_ToAFileThatCannotBe_Exits78()
    {
        using WorkerProcess worker = WorkerProcess.Run(1, ("LOG_FILE", "/nowhere/harvest.log"));
        Assert.Equal(78, worker.WaitForExit());
        Assert.Contains("LOG_FILE", worker.Errors, StringComparison.Ordinal);
    }
}
