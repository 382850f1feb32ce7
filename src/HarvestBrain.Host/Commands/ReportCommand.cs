using System.CommandLine;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Wire;
using HarvestBrain.Host.Replay;
using HarvestBrain.Host.Review;
using HarvestBrain.Review;

namespace HarvestBrain.Host.Commands;

/// <summary>Says what a ladder would have made of recorded trades, and whether that is more than luck.</summary>
internal static class ReportCommand
{
    private sealed class Entries(Report report) : ReviewEntries
    {
        public override void Apply(in HarvestEvent e) => report.Apply(e);

        public override void Apply(PriceBar bar) => report.Apply(bar);

        protected override void Reject(in DecodeError error) => report.Reject(error);
    }

    public static Command Create()
    {
        var arguments = new ReviewArguments();
        var command = new Command("report", "Say what the ladder would have made of recorded trades, and whether that is more than luck.");
        arguments.AddTo(command);
        command.SetAction(parsed => Run(arguments, parsed));
        return command;
    }

    private static int Run(ReviewArguments arguments, ParseResult parsed)
    {
        if (arguments.Options(parsed) is not { } options) return ExitCode.BadConfiguration;
        if (arguments.Sources(parsed, options) is not { } opened) return ExitCode.Usage;
        using RecordedSources sources = opened;
        using var stop = new CancellationTokenSource();
        using var signals = new StopSignals(stop);
        var report = new Report(options);
        ReviewFiles.Outcome read = ReviewFiles.Read(sources, new Entries(report), stop.Token);
        if (read.Inputs is null || stop.IsCancellationRequested) return read.ExitCode;

        ReportResult result = report.Finish(read.Inputs);
        foreach (string sentence in result.Answer) Console.Out.WriteLine(sentence);
        bool written = ReviewOutput.Write(parsed.GetValue(arguments.Output), result.ToHtml)
            && ReviewOutput.Write(parsed.GetValue(arguments.Json), result.ToJson);
        return written ? read.ExitCode : ExitCode.CannotWrite;
    }
}
