using System.CommandLine;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Settings;
using HarvestBrain.Core.Wire;
using HarvestBrain.Host.Replay;

namespace HarvestBrain.Host.Commands;

/// <summary>Runs recorded entries through the engine without Redis.</summary>
internal static class ReplayCommand
{
    private const int ReportEvery = 4096;

    private sealed record Arguments(string[] Files, bool Positions, bool Summary, ReplayOptions Options);

    public static Command Create()
    {
        Argument<string[]> files = RecordedFiles.Argument("Recorded entries, one JSON object a line; - is standard input.");
        var positions = new Option<bool>("--positions") { Description = "Also print a line after every entry that changed a position." };
        var simulate = new Option<bool>("--simulate-fills")
        {
            Description = "Fill partial closes at once at the mark price, honour stop moves, close at the stop.",
        };
        Option<decimal> slippage = BasisPointsOption.Create("--slippage-bps", "How much worse than the mark price simulated fills are.", 0);
        Option<decimal> fee = BasisPointsOption.Create("--fee-bps", "Fee of simulated fills.", -10_000);
        var summary = new Option<bool>("--summary") { Description = "Print a table per symbol on standard error." };
        Option<string[]> set = SettingOverrides.Option();
        var command = new Command("replay", "Run recorded entries through the engine, without Redis, and print what it asks for.")
        {
            files, positions, simulate, slippage, fee, summary, set,
        };
        command.SetAction(parsed => Run(
            new Arguments(
                parsed.GetValue(files)!,
                parsed.GetValue(positions),
                parsed.GetValue(summary),
                new ReplayOptions
                {
                    SimulateFills = parsed.GetValue(simulate),
                    Summarize = parsed.GetValue(summary),
                    SlippageBps = parsed.GetValue(slippage),
                    FeeBps = parsed.GetValue(fee),
                }),
            parsed.GetValue(set) ?? []));
        return command;
    }

    private static int Run(Arguments arguments, string[] overrides)
    {
        if (SettingOverrides.Read(overrides) is not { } settings) return ExitCode.BadConfiguration;
        foreach (string file in arguments.Files)
        {
            if (RecordedFiles.Problem(file) is not { } problem) continue;
            Console.Error.WriteLine($"harvestbrain: {problem}");
            return ExitCode.NoInput;
        }

        using var stop = new CancellationTokenSource();
        using var signals = new StopSignals(stop);
        using Stream target = StandardOutput.Open();
        var output = new OutputBuffer(target);
        using var printer = new ReplayPrinter(output, settings, arguments.Positions);
        var session = new ReplaySession(settings, arguments.Options, printer);

        int exitCode = ExitCode.Ok;
        foreach (string file in arguments.Files)
        {
            try
            {
                using Stream source = RecordedFiles.Open(file);
                if (!ReplayFile(file, source, session, printer, output, stop.Token)) exitCode = ExitCode.BadInput;
            }
            catch (UnauthorizedAccessException e)
            {
                Console.Error.WriteLine($"harvestbrain: {file}: {e.Message}");
                return ExitCode.NoInput;
            }
        }
        output.Flush();
        if (arguments.Summary) SummaryTable.Write(Console.Error, session.Summary);
        return exitCode;
    }

    /// <returns>Every line was understood.</returns>
    private static bool ReplayFile(
        string file, Stream source, ReplaySession session, ReplayPrinter printer, OutputBuffer output, CancellationToken stop)
    {
        var decoder = new EntryDecoder();
        // What comes from a pipe is answered before we wait for more.
        var reader = new LineReader(source, stop, source.CanSeek ? null : output.Flush);
        var progress = new Progress(source.CanSeek ? source.Length : 0);
        bool good = true;
        for (long number = 1; !stop.IsCancellationRequested && reader.TryRead(out ReadOnlyMemory<byte> line, out bool tooLong); number++)
        {
            printer.Place = (file, number);
            if (number == 1 && line.Span.StartsWith("\uFEFF"u8)) line = line[3..];
            if (line.Span.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0 && !tooLong) continue;
            DecodeError error = new(DecodeCode.LineTooLong, null, null, null, MayBeFill: true);
            if (!tooLong && decoder.TryDecodeLine(number, line, out HarvestEvent e, out error))
            {
                session.Apply(e);
            }
            else
            {
                good = false;
                printer.OnError(error, session.Reject(error));
            }
            if (number % ReportEvery == 0) progress.Report(session.Summary.Entries, reader.BytesRead);
        }
        progress.Clear();
        return good;
    }
}
