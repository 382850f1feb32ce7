using System.CommandLine;
using HarvestBrain.Host.Replay;
using HarvestBrain.Paper.Venue;

namespace HarvestBrain.Host.Rehearsal;

/// <summary>The options that say how the paper venue fills.</summary>
internal sealed class PaperOptions
{
    private readonly Option<decimal> _slippage =
        BasisPointsOption.Create("--slippage-bps", "How much worse than the mark price fills are.", 0);
    private readonly Option<decimal> _fee = BasisPointsOption.Create("--fee-bps", "Fee of fills.", -10_000);
    private readonly Option<int> _delay = Bounded(
        new Option<int>("--delay-ms") { Description = "How long an intent waits for its answer: milliseconds, default 0", HelpName = "MS" },
        0, 600_000);
    private readonly Option<decimal> _reject = Share("--reject", "How likely an intent is refused.");
    private readonly Option<decimal> _partial =
        Share("--partial", "How likely a close is filled in two parts, the second with a later price.");
    private readonly Option<long> _seed = new("--seed")
    {
        Description = "Which intents are refused or filled in parts. Default 1.", HelpName = "N", DefaultValueFactory = _ => 1,
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (ReadOnlySpan<Option>)[_slippage, _fee, _delay, _reject, _partial, _seed]) command.Options.Add(option);
    }

    public PaperRules Read(ParseResult parsed) => new()
    {
        SlippageBps = parsed.GetValue(_slippage),
        FeeBps = parsed.GetValue(_fee),
        DelayMs = parsed.GetValue(_delay),
        Reject = parsed.GetValue(_reject),
        Partial = parsed.GetValue(_partial),
        Seed = parsed.GetValue(_seed),
    };

    /// <summary>An option that takes a whole number within bounds.</summary>
    public static Option<int> Bounded(Option<int> option, int least, int most)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && (value < least || value > most))
                result.AddError($"{option.Name} {value}: expected {least} to {most}");
        });
        return option;
    }

    private static Option<decimal> Share(string name, string description)
    {
        var option = new Option<decimal>(name) { Description = $"{description} 0 to 1, default 0.", HelpName = "P" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && decimal.TryParse(result.Tokens[0].Value, out decimal value) && value is < 0 or > 1)
                result.AddError($"{name} {result.Tokens[0].Value}: expected 0 to 1");
        });
        return option;
    }
}
