using System.Diagnostics;
using System.Text.Json;
using HarvestBrain.Host.Tests.Documentation;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Status;

/// <summary><c>harvestbrain status</c>, as a process.</summary>
public sealed class StatusCommandTests
{
    private const string Hostile = "[red]A\e[2J\nB[/]";

    [Fact]
    public void Status_Redirected_IsPlainTextOfOneLineEach()
    {
        using var scene = new Scene();
        scene.Price(3350);

        string[] lines = Run(scene.Redis);

        Assert.DoesNotContain('\e', string.Concat(lines));
        Assert.Contains(lines, line => line.StartsWith("HarvestBrain", StringComparison.Ordinal) && line.Contains("shadow mode", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("owner", StringComparison.Ordinal) && line.Contains($":{scene.Worker.Pid}:", StringComparison.Ordinal));
        Assert.Contains(lines, line => Words(line) is ["kill", "switch", "off"]);
        Assert.Contains(lines, line => Words(line) is ["positions", "1", "open"]);
        Assert.Contains(lines, line => Words(line) is [Feed.Input, "0", "0", ..]);
        Assert.Contains(lines, line => Words(line) is ["ETHUSDT", "LONG", "1", "3300", "3300", "break_even", "3350", _, "s", "0.50", "▣□□"]);
        Assert.Contains(lines, line => Words(line) is [_, "ETHUSDT", "SELL", "0.25", "0.50", "R=0.5", ">=", "0.5", "suggested"]);
        Assert.Contains(lines, line => Words(line) is [_, "ETHUSDT", "stop", "to", "3300", "0.50", ..]);
    }

    [Fact]
    public void Status_OfDust_SaysThatItIs()
    {
        using var scene = new Scene();
        scene.Redis.WaitApplied(scene.Redis.Add(Feed.Fill("ETHUSDT", "SELL", 0.999m, 3310, more: ["reduce_only", "true"])), scene.Worker);

        Assert.Contains(Run(scene.Redis), line => Words(line) is ["ETHUSDT", "LONG", "0.001", .., "dust"]);
        using JsonDocument json = JsonDocument.Parse(Assert.Single(Run(scene.Redis, "--json")));
        JsonElement position = Assert.Single(json.RootElement.GetProperty("positions").EnumerateArray());
        Assert.Equal((0.001m, true), (position.GetProperty("qty").GetDecimal(), position.GetProperty("dust").GetBoolean()));
    }

    [Fact]
    public void Status_HostileSymbol_FormatsNothing()
    {
        using var scene = new Scene(open: false);
        scene.Redis.WaitApplied(scene.Redis.Add(Feed.Fill(Hostile, "BUY", 1, 3300, 3200)), scene.Worker);
        scene.Redis.WaitApplied(scene.Redis.Add(Feed.Price(Hostile, 3350)), scene.Worker);

        string[] lines = Run(scene.Redis);

        Assert.DoesNotContain('\e', string.Concat(lines));
        Assert.Contains(lines, line => line.StartsWith("[red]A?[2J?B[/]", StringComparison.Ordinal) && line.Contains("LONG", StringComparison.Ordinal));
        using JsonDocument json = JsonDocument.Parse(Assert.Single(Run(scene.Redis, "--json")));
        Assert.Equal(Hostile, json.RootElement.GetProperty("positions")[0].GetProperty("symbol").GetString());
    }

    [Fact]
    public void StatusJson_HasEveryFieldOfTheContract()
    {
        using var scene = new Scene();
        scene.Price(3350);

        using JsonDocument json = JsonDocument.Parse(Assert.Single(Run(scene.Redis, "--json")));

        JsonElement root = json.RootElement, position = root.GetProperty("positions")[0];
        Assert.Equal(
            ("shadow", false, 0L, 1, 2), (root.GetProperty("mode").GetString(), root.GetProperty("kill_switch").GetBoolean(),
                root.GetProperty("dead_letters").GetInt64(), root.GetProperty("open_positions").GetInt32(), root.GetProperty("intents").GetArrayLength()));
        using JsonDocument shown = JsonDocument.Parse(
            Assert.Single(Markdown.Blocks(Markdown.Section(Repository.Read("docs/contracts.md"), "Status"), "json")));
        Assert.Equal(Shape(shown.RootElement), Shape(root));
        Assert.Equal(
            ("ETHUSDT", "LONG", 1m, 0.5m, "requested"), (position.GetProperty("symbol").GetString(), position.GetProperty("side").GetString(),
                position.GetProperty("qty").GetDecimal(), position.GetProperty("r_level").GetDecimal(), position.GetProperty("rungs")[0].GetProperty("state").GetString()));
    }

    [Fact]
    public void Status_EmptyRedis_SaysThatNobodyWorks()
    {
        using var redis = new RedisServer();
        string[] lines = Run(redis);
        Assert.Contains(lines, line => line.Contains("NOBODY", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("NO GROUP", StringComparison.Ordinal));
        Assert.Contains("no intents yet", lines);
    }

    [Theory]
    [InlineData]
    [InlineData("--json")]
    public void Status_RedisAway_Exits69(params string[] options)
    {
        using WorkerProcess status = WorkerProcess.Start(["status", .. options], RedisServer.FreePort());
        Assert.Equal(69, status.WaitForExit());
        Assert.StartsWith("harvestbrain: Redis: ", status.Errors, StringComparison.Ordinal);
        Assert.Empty(status.Lines);
    }

    [Fact]
    public void Status_BadSettings_Exits78()
    {
        using WorkerProcess status = WorkerProcess.Start(["status"], 1, ("HARVEST_MODE", "x"));
        Assert.Equal(78, status.WaitForExit());
    }

    [Fact]
    public void Watch_FollowsUntilItIsInterrupted_AlsoThroughAnOutage()
    {
        using var redis = new RedisServer(RedisServer.Durable);
        using WorkerProcess status = WorkerProcess.Start(["status", "--watch", "--json"], redis.Port);
        Eventually.True(() => status.Lines.Length >= 1, "a first picture", () => status.Output);
        redis.Do("SET", Feed.KillSwitch, "1");
        Eventually.True(() => status.Lines[^1].Contains("\"kill_switch\":true", StringComparison.Ordinal), "the next picture shows it", () => status.Output);
        redis.Kill();
        Eventually.True(() => status.Errors.Contains("Redis: ", StringComparison.Ordinal), "it says that Redis is away", () => status.Output);
        redis.Start();
        int before = status.Lines.Length;
        Eventually.True(() => status.Lines.Length > before, "and goes on", () => status.Output);

        Signal.Interrupt(status.Pid);

        Assert.Equal(0, status.WaitForExit());
        Assert.All(status.Lines, line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
    }

    [Fact]
    public void Watch_BeganWithoutRedis_GoesOnWhenItComes()
    {
        using var redis = new RedisServer(RedisServer.Durable);
        redis.Kill();
        using WorkerProcess status = WorkerProcess.Start(["status", "--watch", "--json"], redis.Port);
        Eventually.True(() => status.Errors.Contains("Redis: ", StringComparison.Ordinal), "it says that Redis is away", () => status.Output);
        redis.Start();
        Eventually.True(() => status.Lines.Length >= 1, "a first picture", () => status.Output);
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("")]
    public void Watch_WhoseReaderGoesAway_EndsWith0(string option)
    {
        using var redis = new RedisServer();
        using Process shell = Process.Start(new ProcessStartInfo(
            "bash", ["-c", $"{TestProgram.Words} status --watch {option} | head -n 1 >/dev/null; exit ${{PIPESTATUS[0]}}"])
        {
            Environment = { ["REDIS_PORT"] = $"{redis.Port}" },
        })!;
        Assert.True(shell.WaitForExit(Eventually.Limit), "it still watches");
        Assert.Equal(0, shell.ExitCode);
    }

    [Fact]
    public void Status_LongSymbols_PushNothingOutOfSight()
    {
        using var scene = new Scene();
        scene.Redis.WaitApplied(scene.Redis.Add(Feed.Fill(new string('X', 64), "BUY", 1, 3300, 3200)), scene.Worker);
        string[] lines = Run(scene.Redis);
        Assert.Contains(lines, line => Words(line) is ["XXXXXXXXXXXXXXXXXXXXXXX…", "LONG", "1", "3300", "3200", ..]);
    }

    private static string[] Run(RedisServer redis, params string[] options)
    {
        using WorkerProcess status = WorkerProcess.Start(["status", .. options], redis.Port);
        int code = status.WaitForExit();
        Assert.True(code == 0 && status.Errors.Length == 0, status.Output);
        return status.Lines;
    }

    /// <summary>The names of all members in their order, of arrays those of the first element.</summary>
    private static string Shape(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', json.EnumerateObject().Select(member => $"{member.Name}:{Shape(member.Value)}"))}}}",
        JsonValueKind.Array => $"[{json.EnumerateArray().Select(Shape).FirstOrDefault()}]",
        _ => "",
    };

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
