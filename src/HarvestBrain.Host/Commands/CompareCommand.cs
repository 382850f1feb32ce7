using System.CommandLine;
using HarvestBrain.Host.Replay;
using HarvestBrain.Host.Review;
using HarvestBrain.Review;

namespace HarvestBrain.Host.Commands;

/// <summary>Holds two reports of the same entries against each other.</summary>
internal static class CompareCommand
{
    private static readonly Argument<string> First = new("A.json") { Description = "What report --json wrote." };
    private static readonly Argument<string> Second = new("B.json") { Description = "What report --json wrote for the same files." };
    private static readonly Option<string?> Output = new("-o")
    {
        Description = "Write the difference as a page, one html file.", HelpName = "FILE.html",
    };
    private static readonly Option<ulong> Seed = new("--seed")
    {
        Description = "Chooses the random draws. Default 1.", HelpName = "N", DefaultValueFactory = _ => 1,
    };

    public static Command Create()
    {
        var command = new Command("compare", "Hold two reports of the same entries against each other, paired per trade.")
        {
            First, Second, Output, Seed,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string first = parsed.GetValue(First)!, second = parsed.GetValue(Second)!;
        foreach (string file in (string[])[first, second])
        {
            if (RecordedFiles.Problem(file) is not { } missing) continue;
            Console.Error.WriteLine($"harvestbrain: {missing}");
            return ExitCode.NoInput;
        }
        if (OwnFiles.AreWritten([first, second], parsed.GetValue(Output))) return ExitCode.Usage;
        string? problem;
        Comparison? comparison;
        try
        {
            problem = Comparison.TryRead(
                Path.GetFileName(first), File.ReadAllBytes(first), Path.GetFileName(second), File.ReadAllBytes(second),
                parsed.GetValue(Seed), out comparison);
        }
        catch (UnauthorizedAccessException e)
        {
            Console.Error.WriteLine($"harvestbrain: {e.Message}");
            return ExitCode.NoInput;
        }
        if (problem is not null)
        {
            Console.Error.WriteLine($"harvestbrain: {problem}");
            return ExitCode.BadInput;
        }
        if (comparison!.InputsDiffer)
            Console.Error.WriteLine(
                "harvestbrain: warning: the reports are not of the same files; only trades that stand in both are compared");
        if (comparison.Unpaired > 0)
            Console.Error.WriteLine($"harvestbrain: warning: {comparison.Unpaired} trades stand in one report alone, or have no R");
        foreach (string line in comparison.Lines()) Console.Out.WriteLine(line);
        return ReviewOutput.Write(parsed.GetValue(Output), comparison.ToHtml) ? ExitCode.Ok : ExitCode.CannotWrite;
    }
}
