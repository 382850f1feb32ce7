using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Settings;
using HarvestBrain.Review.Epochs;

namespace HarvestBrain.Review.Tests;

/// <summary>Entries written by hand, one a minute unless told otherwise.</summary>
internal sealed class Tape
{
    public const long Start = 1_735_776_000_000;
    public const long Day = 24L * 60 * 60 * 1000;

    private readonly List<HarvestEvent> _entries = [];
    private long _count;

    public IReadOnlyList<HarvestEvent> Entries => _entries;

    public long Now { get; private set; } = Start;

    public Tape Buy(decimal quantity, decimal price, decimal stop = 0, decimal fee = 0, string symbol = "ETHUSDT") =>
        Add(HarvestEvent.Fill(Next(), Now, symbol, OrderSide.Buy, quantity, price, stop) with { FeeQuote = fee });

    public Tape Sell(decimal quantity, decimal price, decimal stop = 0, decimal fee = 0, string symbol = "ETHUSDT") =>
        Add(HarvestEvent.Fill(Next(), Now, symbol, OrderSide.Sell, quantity, price, stop) with { FeeQuote = fee });

    public Tape Price(decimal price, string symbol = "ETHUSDT") => Add(HarvestEvent.PriceUpdate(Next(), Now, symbol, price));

    public Tape Prices(params ReadOnlySpan<decimal> prices)
    {
        foreach (decimal price in prices) Price(price);
        return this;
    }

    public Tape Cost(decimal cost, string symbol = "ETHUSDT") => Add(HarvestEvent.Cost(Next(), Now, symbol, cost));

    public Tape Add(HarvestEvent e)
    {
        _entries.Add(e);
        return this;
    }

    public Tape Wait(long ms)
    {
        Now += ms;
        return this;
    }

    public EntryId Next()
    {
        Now += 60_000;
        return new EntryId(Now, ++_count);
    }

    /// <summary>The review of the entries under a ladder.</summary>
    public ReviewRun Run(HarvestPolicy policy, ReviewCosts costs = default)
    {
        var run = new ReviewRun(Settings(policy), costs);
        foreach (HarvestEvent e in _entries) run.Apply(e);
        return run;
    }

    public ReportResult Report(ReviewOptions options)
    {
        var report = new Report(options);
        foreach (HarvestEvent e in _entries) report.Apply(e);
        return report.Finish([new ReviewInput("tape.ndjson", new string('0', 64), _entries.Count, _entries.Count == 0 ? null : Start, _entries.Count == 0 ? null : Now)]);
    }

    public SweepResult Sweep(ReviewOptions options, params string[] ladders)
    {
        Assert.Null(SweepPlan.TryParse(ladders, null, null, options.Settings, out SweepPlan? plan));
        return Sweep(options, plan!);
    }

    public SweepResult Sweep(ReviewOptions options, SweepPlan plan)
    {
        var sweep = new Sweep(options, plan);
        foreach (HarvestEvent e in _entries) sweep.Apply(e);
        return sweep.Finish([new ReviewInput("tape.ndjson", new string('0', 64), _entries.Count, Start, Now)]);
    }

    public static EngineSettings Settings(HarvestPolicy policy) => new(HarvestMode.Shadow, "", 30, policy);

    public static ReviewOptions Options(HarvestPolicy policy) => new() { Settings = Settings(policy) };

    public static HarvestPolicy Policy(string ladder, decimal? breakEven = null) =>
        HarvestPolicy.Default with { Ladder = LadderOf(ladder), MinR = 0, BreakEvenAtR = breakEven };

    public static Ladder LadderOf(string text) => Ladder.TryParse(text, out Ladder? ladder, out string? problem) ? ladder! : throw new ArgumentException(problem);
}
