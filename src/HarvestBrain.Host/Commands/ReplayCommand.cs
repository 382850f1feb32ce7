using System.CommandLine;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Wire;
using HarvestBrain.Host.Import;
using HarvestBrain.Host.Replay;
using HarvestBrain.Import;

namespace HarvestBrain.Host.Commands;

/// <summary>Runs recorded entries through the engine without Redis.</summary>
internal static class ReplayCommand
{
    private sealed record Arguments(
        string[] Files, string[] StopFiles, bool Positions, bool Trades, bool Summary, ReplayOptions Options, ImportOptions Import);

    private sealed class Entries(ReplaySession session, ReplayPrinter printer) : IRecordedEntries
    {
        public void At(string file, long number) => printer.Place = (file, number);

        public void Apply(in HarvestEvent e) => session.Apply(e);

        public void Apply(PriceBar bar) => session.Apply(bar);

        public void Refuse(in DecodeError error) => printer.OnError(error, session.Reject(error));
    }

    public static Command Create()
    {
        Argument<string[]> files = RecordedFiles.Argument(
            "Recorded entries, one JSON object a line, or files that import reads; - is standard input.");
        var positions = new Option<bool>("--positions") { Description = "Also print a line after every entry that changed a position." };
        var trades = new Option<bool>("--trades") { Description = "Also print a line for every trade that is over." };
        var simulate = new Option<bool>("--simulate-fills")
        {
            Description = "Fill partial closes at once at the mark price, honour stop moves, close at the stop.",
        };
        Option<decimal> slippage = BasisPointsOption.Create("--slippage-bps", "How much worse than the mark price simulated fills are.", 0);
        Option<decimal> fee = BasisPointsOption.Create("--fee-bps", "Fee of simulated fills.", -10_000);
        var summary = new Option<bool>("--summary") { Description = "Print a table per symbol on standard error." };
        var barPath = new Option<BarPath>("--bar-path")
        {
            Description = "Which end of a bar comes first: pessimistic, the worse one (default), or favourable.", HelpName = "PATH",
        };
        var import = new ImportArguments();
        Option<string[]> set = SettingOverrides.Option();
        var command = new Command("replay", "Run recorded entries through the engine, without Redis, and print what it asks for.")
        {
            files, positions, trades, simulate, slippage, fee, summary, barPath, set,
        };
        import.AddTo(command);
        command.SetAction(parsed =>
        {
            ImportOptions options = import.Options(parsed, parsed.GetValue(fee), out IReadOnlyList<string> problems);
            foreach (string problem in problems) Console.Error.WriteLine($"harvestbrain: {problem}");
            if (problems.Count > 0) return ExitCode.Usage;
            var replay = new ReplayOptions
            {
                SimulateFills = parsed.GetValue(simulate),
                Summarize = parsed.GetValue(summary),
                SlippageBps = parsed.GetValue(slippage),
                FeeBps = parsed.GetValue(fee),
                BarPath = parsed.GetValue(barPath),
            };
            return Run(
                new Arguments(
                    parsed.GetValue(files)!, [.. import.StopFiles(parsed)], parsed.GetValue(positions), parsed.GetValue(trades),
                    parsed.GetValue(summary), replay, options),
                parsed.GetValue(set) ?? []);
        });
        return command;
    }

    private static int Run(Arguments arguments, string[] overrides)
    {
        using var copies = new PipeCopies();
        TapeSettings? tape = TapeSettings.Of(arguments.Files, copies);
        if (SettingOverrides.Read(overrides, tape) is not { } settings) return ExitCode.BadConfiguration;
        if (tape is { Positions: > 0 })
            Console.Error.WriteLine(
                $"harvestbrain: the tape begins with {tape.Positions} positions, which a replay does not know: it begins with none");
        using RecordedSources sources = RecordedSources.Open(arguments.Files, arguments.StopFiles, arguments.Import, copies);
        if (sources.ExitCode != ExitCode.Ok) return sources.ExitCode;

        using var stop = new CancellationTokenSource();
        using var signals = new StopSignals(stop);
        using Stream target = StandardOutput.Open();
        var output = new OutputBuffer(target);
        using var printer = new ReplayPrinter(output, settings, arguments.Positions, arguments.Trades);
        var session = new ReplaySession(settings, arguments.Options, printer);

        var lines = new RecordedLines(new Entries(session, printer));
        if (sources.Read(lines, output.Flush, stop.Token) is not ExitCode.Ok and var unread) return unread;
        session.End();
        output.Flush();
        if (arguments.Summary) SummaryTable.Write(Console.Error, session.Summary);
        return lines.AllGood ? ExitCode.Ok : ExitCode.BadInput;
    }
}
