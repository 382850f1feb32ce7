using HarvestBrain.Host.Tests.Documentation;
using HarvestBrain.Paper.Check;
using HarvestBrain.Paper.Tests.Support;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Paper.Tests.Check;

/// <summary>The real command, against the paper venue and against executors that break one promise each.</summary>
public sealed class ExecutorCheckTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("harvest-check-").FullName;

    private string RestartFile => Path.Combine(_folder, "restart");

    // Returns once it was restarted.
    private string RestartCommand => $"touch '{RestartFile}'; while [ -e '{RestartFile}' ]; do sleep 0.01; done";

    [Theory]
    [InlineData(Fault.RepeatsAnAttempt, "attempt")]
    [InlineData(Fault.IgnoresReduceOnly, "reduce-only")]
    [InlineData(Fault.NoEcho, "echo")]
    [InlineData(Fault.WrongQuantity, "quantity")]
    [InlineData(Fault.Late, "valid_until")]
    [InlineData(Fault.DeafToCancel, "cancel")]
    [InlineData(Fault.ForgetsOnRestart, "restart")]
    [InlineData(Fault.FillsTwice, "once")]
    [InlineData(Fault.None, "")]
    public void Executor_WithOneThingWrong_FailsByThatPromise(Fault fault, string promise)
    {
        using var redis = new RedisServer();
        using var executor = new BrokenExecutor(redis, fault, RestartFile);

        (int exit, string[] lines) = Check(redis.Port);

        Assert.Null(executor.Error);
        string[] broken = [.. lines.Where(line => line.Contains(" BROKEN ", StringComparison.Ordinal)).Select(line => line.Split(' ')[0])];
        if (promise.Length == 0)
        {
            Assert.Equal((0, "11 of 11 promises kept"), (exit, lines[^1]));
            Assert.Empty(broken);
            return;
        }
        Assert.Equal(1, exit);
        Assert.Contains(promise, broken);
    }

    [Theory]
    [InlineData()]
    [InlineData("--partial", "1")]
    [InlineData("--delay-ms", "30")]
    public void PaperVenue_KeepsEveryPromise(params string[] options)
    {
        using var redis = new RedisServer(RedisServer.Exact);
        WorkerProcess paper = WorkerProcess.Start(["paper", .. options], redis.Port);
        using var stopping = new CancellationTokenSource();
        using var prices = options is ["--partial", ..] ? new PriceTicker(redis) : null; // what is left of a part fills with the next price
        var restarter = new Thread(() =>
        {
            while (!stopping.IsCancellationRequested)
            {
                if (File.Exists(RestartFile))
                {
                    paper.Dispose(); // SIGKILL
                    paper = WorkerProcess.Start(["paper", .. options], redis.Port);
                    File.Delete(RestartFile);
                }
                Thread.Sleep(2);
            }
        });
        restarter.Start();
        try
        {
            (int exit, string[] lines) = Check(redis.Port);
            Assert.Equal((0, "11 of 11 promises kept"), (exit, lines[^1]));
        }
        finally
        {
            stopping.Cancel();
            restarter.Join();
            output.WriteLine(paper.Output);
            paper.Dispose();
        }
    }

    [Fact]
    public void Nobody_ThatAnswers_IsBroken_AndTheRestNotTried()
    {
        using var redis = new RedisServer();

        (int exit, string[] lines) = Check(redis.Port, "--wait-sec", "1");

        Assert.Equal(1, exit);
        Assert.StartsWith("answers      BROKEN    nothing within 1 s", lines[0], StringComparison.Ordinal);
        Assert.Equal(10, lines.Count(line => line.Contains(" not tried ", StringComparison.Ordinal)));
        Assert.Equal("0 of 11 promises kept", lines[^1]);
    }

    [Fact]
    public void Promise_EachOne_StandsInTheDocument()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs/executor.md"));

        Assert.All(Enum.GetValues<Promise>(), promise => Assert.Contains($"\n| `{PromiseResult.Word(promise)}` ", page, StringComparison.Ordinal));
    }

    [Fact]
    public void RestartCommand_ThatFails_IsSaid()
    {
        using var redis = new RedisServer();
        using var executor = new BrokenExecutor(redis, Fault.None, RestartFile);
        using WorkerProcess check = WorkerProcess.Start(["executor-check", "--quiet-ms", "50", "--restart-command", "exit 3"], redis.Port);

        Assert.Equal(64, check.WaitForExit());
        Assert.Contains("--restart-command ended with 3", check.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Service_ThatWorksOnThePrefix_IsRefused()
    {
        using var scene = new Rehearsal();
        scene.Service.WaitFor(LogEvent.Loaded);
        using WorkerProcess check = WorkerProcess.Start(["executor-check"], scene.Redis.Port);

        Assert.Equal(69, check.WaitForExit());
        Assert.Contains("a service works on this prefix", check.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private (int Exit, string[] Lines) Check(int port, params string[] more)
    {
        using WorkerProcess check = WorkerProcess.Start(
            ["executor-check", "--quiet-ms", "150", "--restart-command", RestartCommand, .. more.Length > 0 ? more : ["--wait-sec", "5"]], port);
        int exit = check.WaitForExit();
        output.WriteLine(check.Output);
        return (exit, check.Lines);
    }

    /// <summary>The price stays where it is, and is told again and again.</summary>
    private sealed class PriceTicker : IDisposable
    {
        private readonly Timer _timer;

        public PriceTicker(RedisServer redis) => _timer = new Timer(_ => redis.Add(Feed.Price("HBCHECKUSDT", 100)), null, 0, 20);

        public void Dispose()
        {
            using var done = new ManualResetEvent(false);
            _timer.Dispose(done);
            done.WaitOne();
        }
    }
}
