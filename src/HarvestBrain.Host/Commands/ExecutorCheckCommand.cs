using System.CommandLine;
using System.Diagnostics;
using HarvestBrain.Core.Settings;
using HarvestBrain.Host.Rehearsal;
using HarvestBrain.Paper.Check;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Host.Commands;

/// <summary>Plays a position to an executor, and says promise by promise what it kept.</summary>
internal static class ExecutorCheckCommand
{
    private static readonly CheckOptions Defaults = new();

    public static Command Create()
    {
        var symbol = new Option<string>("--symbol")
        {
            Description = $"A symbol of its own, that nobody else trades. Default {Defaults.Symbol}.", HelpName = "SYMBOL",
            DefaultValueFactory = _ => Defaults.Symbol,
        };
        Option<decimal> price = Positive("--price", "Price at which positions are opened.", Defaults.Price);
        Option<decimal> quantity = Positive("--qty", "What is opened; parts of it are closed.", Defaults.Quantity);
        Option<int> wait = Whole("--wait-sec", "So long an answer is waited for. Seconds", 10, 600);
        Option<int> quiet = Whole("--quiet-ms", "So long it has to stay quiet for nothing to have happened. Milliseconds", 1000, 600_000);
        var restart = new Option<string?>("--restart-command")
        {
            Description = "Restarts the executor, by the shell; without it you are asked to, where there is a terminal.",
            HelpName = "COMMAND",
        };
        var command = new Command("executor-check", "Play a position to an executor, and say which promises it keeps.")
        {
            symbol, price, quantity, wait, quiet, restart,
        };
        command.SetAction((parsed, stop) => RunAsync(
            new CheckOptions
            {
                Symbol = parsed.GetValue(symbol)!,
                Price = parsed.GetValue(price),
                Quantity = parsed.GetValue(quantity),
                Wait = TimeSpan.FromSeconds(parsed.GetValue(wait)),
                Quiet = TimeSpan.FromMilliseconds(parsed.GetValue(quiet)),
                Restart = parsed.GetValue(restart) is { } line ? token => ByShellAsync(line, token)
                    : Console.IsInputRedirected ? null
                    : ByHandAsync,
            },
            stop));
        return command;
    }

    private static async Task<int> RunAsync(CheckOptions options, CancellationToken stop)
    {
        UnknownVariables.Report();
        SettingReader reader = HostSettings.Reader();
        HostSettings settings = HostSettings.Read(reader);
        PartitionOption.Refuse(reader, settings.Redis);
        if (SettingProblems.Report(reader)) return ExitCode.BadConfiguration;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var signals = new StopSignals(stopping);
        await using var desk = new CheckDesk(settings.Redis, options, TimeProvider.System);
        try
        {
            if (await desk.BeginAsync(settings.Engine.Instance, stopping.Token).ConfigureAwait(false))
            {
                Console.Error.WriteLine("harvestbrain: a service works on this prefix, and its own intents would come in between: "
                    + "stop it, or give the executor a prefix of its own");
                return ExitCode.Unavailable;
            }
            IReadOnlyList<PromiseResult> results = await new ExecutorCheck(desk, options).RunAsync(stopping.Token).ConfigureAwait(false);
            foreach (PromiseResult result in results)
                Console.Out.WriteLine($"{PromiseResult.Word(result.Promise),-12} {PromiseResult.Word(result.Verdict),-9} {result.Seen}");
            int kept = results.Count(result => result.Verdict == Verdict.Kept);
            Console.Out.WriteLine($"{kept} of {results.Count} promises kept");
            return kept == results.Count ? ExitCode.Ok : ExitCode.CheckFailed;
        }
        catch (StoreException e)
        {
            Console.Error.WriteLine($"harvestbrain: Redis: {e.Message}");
            return ExitCode.Unavailable;
        }
        catch (RestartException e)
        {
            await desk.CloseAsync(stop).ConfigureAwait(false); // the next check begins flat
            Console.Error.WriteLine($"harvestbrain: {e.Message}");
            return ExitCode.Usage;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            Console.Error.WriteLine("harvestbrain: stopped before the end; the position that was played may still be open");
            return ExitCode.CheckFailed;
        }
    }

    private static async Task ByShellAsync(string line, CancellationToken stop)
    {
        using Process shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", line])) ?? throw new RestartException("no /bin/sh");
        await shell.WaitForExitAsync(stop).ConfigureAwait(false);
        if (shell.ExitCode != 0) throw new RestartException($"--restart-command ended with {shell.ExitCode}");
    }

    private static async Task ByHandAsync(CancellationToken stop)
    {
        Console.Error.WriteLine("Restart the executor now, by kill -9 if you can. Then press Enter.");
        await Task.Run(Console.ReadLine, stop).WaitAsync(stop).ConfigureAwait(false);
    }

    private static Option<int> Whole(string name, string description, int standard, int most) => PaperOptions.Bounded(
        new Option<int>(name) { Description = $"{description}, default {standard}.", HelpName = "N", DefaultValueFactory = _ => standard },
        1, most);

    private static Option<decimal> Positive(string name, string description, decimal standard)
    {
        var option = new Option<decimal>(name)
        {
            Description = $"{description} Default {standard}.", HelpName = "X", DefaultValueFactory = _ => standard,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && decimal.TryParse(result.Tokens[0].Value, out decimal value) && value <= 0)
                result.AddError($"{name} {result.Tokens[0].Value}: expected above 0");
        });
        return option;
    }

    private sealed class RestartException(string message) : Exception(message);
}
