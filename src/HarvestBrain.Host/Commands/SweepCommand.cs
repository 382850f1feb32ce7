using System.CommandLine;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Wire;
using HarvestBrain.Host.Replay;
using HarvestBrain.Host.Review;
using HarvestBrain.Review;

namespace HarvestBrain.Host.Commands;

/// <summary>Tries many ladders on recorded trades.</summary>
internal static class SweepCommand
{
    private sealed class Entries(Sweep sweep) : ReviewEntries
    {
        public override void Apply(in HarvestEvent e) => sweep.Apply(e);

        public override void Apply(PriceBar bar) => sweep.Apply(bar);

        protected override void Reject(in DecodeError error) => sweep.Reject(error);
    }

    private static readonly Option<string[]> Ladder = new("--ladder")
    {
        Description = "Rungs of R:fraction, each a value, a list {0.5,1,2} or a range {0.5..2:0.25}; * as the last fraction; "
            + "0 leaves a rung out. Repeatable.",
        HelpName = "SPEC",
        Required = true,
    };

    private static readonly Option<string?> BreakEven = new("--be")
    {
        Description = "R of the break-even stop: 0.5,1,off. Default: as in the settings.", HelpName = "LIST",
    };

    private static readonly Option<string?> Trail = new("--trail")
    {
        Description = "Distances of the trailing stop: 1,2,off; in the unit of the settings, or in initial risks. "
            + "Default: as in the settings.",
        HelpName = "LIST",
    };

    public static Command Create()
    {
        var arguments = new ReviewArguments();
        var command = new Command("sweep", "Try many ladders on recorded trades, and say how much of the best is luck.")
        {
            Ladder, BreakEven, Trail,
        };
        arguments.AddTo(command);
        command.SetAction(parsed => Run(arguments, parsed));
        return command;
    }

    private static int Run(ReviewArguments arguments, ParseResult parsed)
    {
        if (arguments.Options(parsed) is not { } options) return ExitCode.BadConfiguration;
        string? problem = SweepPlan.TryParse(
            parsed.GetValue(Ladder)!, parsed.GetValue(BreakEven), parsed.GetValue(Trail), options.Settings, out SweepPlan? plan);
        if (problem is not null)
        {
            Console.Error.WriteLine($"harvestbrain: {problem}");
            return ExitCode.Usage;
        }
        if (arguments.Sources(parsed, options) is not { } opened) return ExitCode.Usage;
        using RecordedSources sources = opened;
        using var stop = new CancellationTokenSource();
        using var signals = new StopSignals(stop);
        Console.Error.WriteLine($"{plan!.Count} policies, {plan.LeftOut} combinations left out");
        var sweep = new Sweep(options, plan);
        ReviewFiles.Outcome read = ReviewFiles.Read(sources, new Entries(sweep), stop.Token);
        if (read.Inputs is null || stop.IsCancellationRequested) return read.ExitCode;

        SweepResult result = sweep.Finish(read.Inputs);
        foreach (string sentence in result.Answer) Console.Out.WriteLine(sentence);
        bool written = ReviewOutput.Write(parsed.GetValue(arguments.Output), result.ToHtml)
            && ReviewOutput.Write(parsed.GetValue(arguments.Json), result.ToJson);
        return written ? read.ExitCode : ExitCode.CannotWrite;
    }
}
