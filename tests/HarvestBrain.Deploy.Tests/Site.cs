using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace HarvestBrain.Deploy.Tests;

/// <summary>
/// A place to install to: a Redis of its own and an empty root. The program is the published one.
/// </summary>
internal sealed class Site : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _redis;
    private Process? _service;

    public Site(string? acl = null)
    {
        Folder = Directory.CreateTempSubdirectory("harvestbrain-deploy-").FullName;
        Port = FreePort();
        string aclOption = "";
        if (acl is not null)
        {
            File.WriteAllText(Path.Combine(Folder, "users.acl"), acl);
            aclOption = $"--aclfile {Folder}/users.acl";
        }
        Directory.CreateDirectory(Path.Combine(Folder, "redis"));
        string redisLog = Path.Combine(Folder, "redis.log");
        // With the fragment that we recommend; a server that refuses it does not start.
        RedisCommand = $"redis-server {Shell.Root}/deploy/redis/harvest-brain.conf --bind 127.0.0.1 --port {Port} --dir {Folder}/redis {aclOption}";
        _redis = Shell.Start($"exec {RedisCommand} >{redisLog}");
        Eventually(
            () => File.Exists(redisLog) && File.ReadAllText(redisLog).Contains("Ready to accept connections", StringComparison.Ordinal), "redis-server does not start");
    }

    public string Folder { get; }

    public int Port { get; }

    /// <summary>What starts the server of this site.</summary>
    public string RedisCommand { get; }

    /// <summary>The folder with the published build.</summary>
    public string Build { get; } = PublishedProgram.Folder;

    public string Root => Path.Combine(Folder, "root");

    public string Log => Path.Combine(Folder, "harvest-brain.log");

    public string EnvFile => Path.Combine(Root, "etc/quantum/harvest-brain.env");

    /// <summary>What every script of this site is called with.</summary>
    public (string Name, string Value)[] Settings => [("REDIS_PORT", Port.ToString(CultureInfo.InvariantCulture)), ("LOG_FILE", Log)];

    public ShellResult Script(string commandLine, params (string Name, string Value)[] more) => Shell.Run(commandLine, [.. Settings, .. more]);

    public ShellResult Install() => Script($"ops/install.sh --root {Root} --from {Build}").Succeeded();

    public ShellResult Proof(string options = "", params (string Name, string Value)[] more) =>
        Script($"ops/harvest-brain-proof.sh --root {Root} --out {Folder}/proof {options}", more);

    public string Redis(string command) => Shell.Run($"redis-cli -p {Port} {command}").Text.Trim();

    public void Start(string? program = null, params (string Name, string Value)[] more)
    {
        _service = Shell.Start($"exec {program ?? Path.Combine(Build, "harvestbrain")} run >/dev/null 2>&1", [.. Settings, .. more]);
        Eventually(() => File.Exists(Log) && ReadLog().Contains("INFO    6 Loaded", StringComparison.Ordinal), "the service does not start");
    }

    /// <summary>Ends the service as systemd does.</summary>
    public int Stop()
    {
        using var kill = Process.Start("kill", ["-s", "TERM", ServiceId.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        if (!_service!.WaitForExit(Patience)) throw new TimeoutException("the service does not stop");
        int exitCode = _service.ExitCode;
        _service.Dispose();
        _service = null;
        return exitCode;
    }

    public int ServiceId => _service!.Id;

    /// <summary>A long at 3300 with its stop at 3200 goes to 0.5 R: a partial close and a stop move.</summary>
    public void Trade(string redisOptions = "")
    {
        Redis($"{redisOptions} XADD quantum:stream:execution.result '*' symbol ETHUSDT side BUY qty 1.0 price 3300 stop_loss 3200 status FILLED");
        Redis($"{redisOptions} XADD quantum:stream:execution.result '*' symbol ETHUSDT status PRICE_UPDATE price 3350");
        Eventually(() => ReadLog().Contains("stop to 3300", StringComparison.Ordinal), "nothing is published");
    }

    public string ReadLog() => File.Exists(Log) ? File.ReadAllText(Log) : "";

    public void Eventually(Func<bool> condition, string otherwise)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed > Patience) throw new TimeoutException($"{otherwise}\n{ReadLog()}");
            Thread.Sleep(20); // between looks, not instead of one
        }
    }

    public void Dispose()
    {
        foreach (Process? process in new[] { _service, _redis })
        {
            if (process is null) continue;
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }
        Directory.Delete(Folder, recursive: true);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
