using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace HarvestBrain.Redis.Tests.Support;

/// <summary>A redis-server process of its own, on a free port, in a directory of its own.</summary>
internal sealed class RedisServer : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("harvest-redis-").FullName;
    private readonly string[] _options;
    private readonly string? _password;
    private readonly Lock _lock = new();
    private Process? _process;
    private RespClient? _client;

    public RedisServer(params string[] options)
        : this(start: true, password: null, options)
    {
    }

    public RedisServer(bool start, string? password, params string[] options)
    {
        _options = options;
        _password = password;
        Port = FreePort();
        if (start) Start();
    }

    /// <summary>AOF, fsync every second, as production should have it.</summary>
    public static string[] Durable => ["--appendonly", "yes", "--appendfsync", "everysec"];

    /// <summary>AOF, fsync before every answer: where a test expects that a crash of Redis loses nothing at all.</summary>
    public static string[] Exact => ["--appendonly", "yes", "--appendfsync", "always"];

    public int Port { get; }

    public int Pid => _process!.Id;

    public void Start()
    {
        string[] arguments =
        [
            "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _directory, "--save", "", "--maxmemory-policy", "noeviction",
            "--enable-debug-command", "yes", .. _password is null ? [] : new[] { "--requirepass", _password }, .. _options,
        ];
        _process = Process.Start(new ProcessStartInfo("redis-server", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Eventually.True(Answers, "redis-server answers");
    }

    /// <summary>Is there, and has loaded its data.</summary>
    public bool Answers()
    {
        try
        {
            using RespClient client = Connect();
            return client.Do("PING") is "PONG";
        }
        catch (Exception e) when (e is SocketException or IOException or RespException)
        {
            return false;
        }
    }

    public RespClient Connect(TimeSpan? timeout = null)
    {
        var client = new RespClient(Port, timeout);
        if (_password is not null) client.Do("AUTH", _password);
        return client;
    }

    public object? Do(params object[] command)
    {
        // One connection, and a hand between the steps of a loop is on that loop's thread.
        lock (_lock) return DoAlone(command);
    }

    private object? DoAlone(object[] command)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return (_client ??= Connect()).Do(command);
            }
            catch (Exception e) when (attempt == 0 && e is IOException or SocketException)
            {
                _client?.Dispose(); // of a server before a restart
                _client = null;
            }
        }
    }

    public string? Text(params object[] command) => Do(command) as string;

    public long Number(params object[] command) => (long)Do(command)!;

    public object?[] List(params object[] command) => Do(command) as object?[] ?? [];

    public void Kill()
    {
        _client?.Dispose();
        _client = null;
        if (_process is null) return;
        Signal.Continue(_process.Id);
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public void Restart()
    {
        Kill();
        Start();
    }

    public void Freeze() => Signal.Stop(Pid);

    public void Thaw() => Signal.Continue(Pid);

    public void Dispose()
    {
        Kill();
        Directory.Delete(_directory, recursive: true);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
