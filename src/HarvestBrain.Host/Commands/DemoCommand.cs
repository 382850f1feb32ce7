using System.CommandLine;
using System.Globalization;
using HarvestBrain.Core.Settings;
using HarvestBrain.Core.Wire;
using HarvestBrain.Host.Http;
using HarvestBrain.Host.Logging;
using HarvestBrain.Host.Rehearsal;
using HarvestBrain.Host.Service;
using HarvestBrain.Paper;
using HarvestBrain.Paper.Store;
using HarvestBrain.Paper.Venue;
using HarvestBrain.Redis.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HarvestBrain.Host.Commands;

/// <summary>
/// The service at work, in one command: a Redis, a market, somebody who trades, the service in live mode, the paper venue, the page.
/// </summary>
internal static class DemoCommand
{
    private const int LineLength = 200;
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SignalLimit = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var speed = new Option<decimal>("--speed")
        {
            Description = "Prices of each symbol a second. Default 1.", HelpName = "N", DefaultValueFactory = _ => 1,
        };
        speed.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && decimal.TryParse(result.Tokens[0].Value, out decimal value) && value is < 0.1m or > 100)
                result.AddError($"--speed {result.Tokens[0].Value}: expected 0.1 to 100");
        });
        var seed = new Option<long>("--seed") { Description = "Which market. Default 1.", HelpName = "N", DefaultValueFactory = _ => 1 };
        Option<int> seconds = PaperOptions.Bounded(
            new Option<int>("--seconds") { Description = "How long. Default 0: until Ctrl-C.", HelpName = "N" }, 0, 86_400);
        Option<int> port = PaperOptions.Bounded(
            new Option<int>("--port") { Description = "Where the page is shown. Default 0: where it is free.", HelpName = "PORT" },
            0, 65_535);
        var command = new Command(
            "demo", "Show the service at work: a market, a trader, the service, the page. Leaves nothing behind.")
        {
            speed, seed, seconds, port,
        };
        command.SetAction((parsed, stop) =>
            RunAsync(parsed.GetValue(speed), parsed.GetValue(seed), parsed.GetValue(seconds), parsed.GetValue(port), stop));
        return command;
    }

    private static async Task<int> RunAsync(decimal speed, long seed, int seconds, int port, CancellationToken stop)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var signals = new StopSignals(stopping);
        try
        {
            if (port != 0 && !PrivateRedis.IsFree(port)) throw new RehearsalException($"port {port} is taken");
            await using DemoStage stage = await DemoStage.BeginAsync(stopping.Token).ConfigureAwait(false);
            if (port == 0) port = PrivateRedis.FreePort();
            HostSettings settings = Settings(stage, port);
            using var log = new LineLoggerProvider(settings.MinLevel, json: false, path: "", TimeProvider.System);
            await using ServiceProvider services = Composition.Of(settings, log, stage.AddTo);
            var book = new DemoBook();
            var keys = new PaperKeys(settings.Redis, instance: "");
            var executor = new PaperExecutor(
                keys, settings.Redis, Rules(seed), settings.Engine.Policy, beside: false, Say,
                TimeProvider.System)
            {
                Observe = book.Take, Store = stage.Venue(services, keys),
            };
            BackgroundService[] shown = [.. services.GetServices<IHostedService>().Cast<BackgroundService>()];
            // Whoever reads the address follows it at once, and wants to see the market from its beginning.
            Task greeted = shown.OfType<HttpEndpoint>().Single().Listening.ContinueWith(
                _ => Greet(port, speed, seconds, stage.LeftOut), stopping.Token, TaskContinuationOptions.None, TaskScheduler.Default);
            TimeSpan? length = seconds > 0 ? TimeSpan.FromSeconds(seconds) : null;
            var market = new DemoMarket(
                await stage.FeedAsync(services, settings.Redis.ExecutionStream).ConfigureAwait(false), greeted, book,
                unchecked((ulong)seed), speed, length, TimeProvider.System);
            BackgroundService[] running = [.. shown, new DemoVenue(executor, greeted), market];
            Task<Exception> failure = services.GetRequiredService<HarvestStatus>().Failure;
            await ServiceRunner.RunAsync(running, Task.WhenAny(failure, stage.Ended), stopping.Token).ConfigureAwait(false);
            return await ResultAsync(stage, failure, running, stopping.Token).ConfigureAwait(false);
        }
        catch (RehearsalException e)
        {
            Console.Error.WriteLine($"harvestbrain: {e.Message}");
            return ExitCode.Unavailable;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return ExitCode.Ok; // told to stop before it had begun
        }
    }

    // No variable of the environment has a say: what is shown must not touch a Redis or a stream of somebody's own.
    private static HostSettings Settings(DemoStage stage, int port)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HARVEST_KEY_PREFIX"] = "demo",
            ["HARVEST_MODE"] = "live",
            ["HARVEST_HTTP"] = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"),
            ["HARVEST_MAX_ACTIONS_PER_MIN"] = "1000", // an hour of a market is over in minutes here
            ["HARVEST_TRAIL_SOURCE"] = "risk",
            ["LOG_LEVEL"] = "ERROR",
        };
        foreach ((string name, string value) in stage.Settings) values[name] = value;
        var reader = new SettingReader(values.GetValueOrDefault);
        HostSettings settings = HostSettings.Read(reader);
        return reader.Problems.Count == 0 ? settings : throw new InvalidOperationException(string.Join("; ", reader.Problems));
    }

    private static PaperRules Rules(long seed) =>
        new() { SlippageBps = 1, FeeBps = 4, DelayMs = 50, Partial = 0.1m, Reject = 0.02m, Seed = seed };

    private static void Greet(int port, decimal speed, int seconds, string leftOut)
    {
        string until = seconds > 0 ? $"for {seconds} s" : "until Ctrl-C";
        Console.Out.WriteLine($"The page: http://127.0.0.1:{port}/ {until}, at speed {speed.ToString(CultureInfo.InvariantCulture)}.");
        Console.Out.WriteLine("A made-up market, and nobody's money: "
            + "what a trader opens, the service closes in parts, and the paper venue fills.");
        if (leftOut.Length > 0) Console.Out.WriteLine(leftOut);
    }

    private static void Say(string line) => Console.Out.WriteLine(OneLine.Of(line, LineLength));

    private static async Task<int> ResultAsync(
        DemoStage stage, Task<Exception> failure, BackgroundService[] running, CancellationToken stopped)
    {
        Exception? error = failure.IsCompletedSuccessfully ? failure.Result : null;
        error ??= running.Select(service => service.ExecuteTask?.Exception?.InnerException).FirstOrDefault(thrown => thrown is not null);
        // Who lost the server may have noticed before we hear that it has ended.
        if (!stopped.IsCancellationRequested && error is not null)
            await Task.WhenAny(stage.Ended, Task.Delay(EndLimit, CancellationToken.None)).ConfigureAwait(false);
        // Ctrl-C reaches the server too, which may have ended before we hear of it.
        if (stage.Ended.IsCompletedSuccessfully)
            await Task.Delay(SignalLimit, stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stopped.IsCancellationRequested && stage.Ended.IsCompletedSuccessfully)
        {
            Console.Error.WriteLine("harvestbrain: the demo's redis-server is gone");
            return ExitCode.Unavailable;
        }
        if (error is null or OperationCanceledException) return ExitCode.Ok;
        Console.Error.WriteLine($"harvestbrain: internal error: {error}");
        return ExitCode.Internal;
    }
}
