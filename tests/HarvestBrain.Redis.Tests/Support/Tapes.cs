namespace HarvestBrain.Redis.Tests.Support;

/// <summary>The commands <c>record</c> and <c>verify</c>, as an operator runs them.</summary>
internal sealed class Tapes : IDisposable
{
    private readonly RedisServer _redis;
    private readonly (string, string)[] _settings;
    private readonly string _folder = Directory.CreateTempSubdirectory("harvest-tape-").FullName;

    public Tapes(RedisServer redis, params (string, string)[] settings)
    {
        _redis = redis;
        _settings = settings;
        File = Path.Combine(_folder, "tape.ndjson");
    }

    /// <summary>The tape.</summary>
    public string File { get; }

    /// <summary>The lines of the tape.</summary>
    public List<string> Lines
    {
        get => [.. System.IO.File.ReadAllLines(File)];
        set => System.IO.File.WriteAllLines(File, value);
    }

    /// <summary>Records what there is.</summary>
    /// <returns>The exit code, and what it said.</returns>
    public (int ExitCode, string Errors) Record(params string[] arguments)
    {
        (int code, string[] _, string errors) = Run(["record", "-o", File, .. arguments]);
        return (code, errors);
    }

    /// <summary>Verifies the tape.</summary>
    public (int ExitCode, string[] Differences, string Errors) Verify(params string[] arguments) => Run(["verify", File, .. arguments]);

    /// <summary>Verifies what Redis has.</summary>
    public (int ExitCode, string[] Differences, string Errors) VerifyRedis(params string[] arguments) => Run(["verify", .. arguments]);

    /// <summary>Runs any command.</summary>
    public (int ExitCode, string[] Lines, string Errors) Run(string[] arguments, params (string, string)[] more)
    {
        using WorkerProcess process = WorkerProcess.Start(arguments, _redis.Port, [.. _settings, .. more]);
        int code = process.WaitForExit();
        return (code, process.Lines, process.Errors);
    }

    /// <summary>What was recorded is what was decided and published: from Redis, and from a tape.</summary>
    public void AreEqual()
    {
        (int code, string[] differences, string errors) = VerifyRedis();
        Assert.True(code == 0 && differences.Length == 0, $"{code}\n{string.Join('\n', differences.Take(5))}\n{errors}");
        (code, errors) = Record();
        Assert.True(code == 0, errors);
        (code, differences, errors) = Verify();
        Assert.True(code == 0 && differences.Length == 0, $"{code}\n{string.Join('\n', differences.Take(5))}\n{errors}");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
