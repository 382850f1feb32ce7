using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Settings;
using HarvestBrain.Review.Epochs;

namespace HarvestBrain.Review.Tests;

/// <summary>Entries written by hand, one a minute unless told otherwise.</summary>
internal sealed class Tape
{
    public const long Start = 1_735_776_000_000;
    public const long Day = 24L * 60 * 60 * 1000;

    private readonly List<(HarvestEvent Event, PriceBar? Bar)> _entries = [];
    private long _count;

    public IReadOnlyList<HarvestEvent> Entries => [.. _entries.Select(entry => entry.Event)];

    public IReadOnlyList<PriceBar?> Bars => [.. _entries.Select(entry => entry.Bar)];

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
        _entries.Add((e, null));
        return this;
    }

    /// <summary>A bar of the minute that begins now.</summary>
    public Tape Bar(decimal open, decimal high, decimal low, decimal close, string symbol = "ETHUSDT")
    {
        EntryId id = Next();
        _entries.Add((default(HarvestEvent) with { Symbol = symbol }, new PriceBar(id, symbol, open, high, low, close, Now, Now + 59_999)));
        return this;
    }

    public Tape Wait(long ms)
    {
        Now += ms;
        return this;
    }

    public EntryId Next()
    {
        Now += 60_001; // no price is a jump from one of the last minute
        return new EntryId(Now, ++_count);
    }

    /// <summary>The review of the entries under a ladder.</summary>
    public ReviewRun Run(HarvestPolicy policy, ReviewCosts costs = default)
    {
        var run = new ReviewRun(Settings(policy), costs);
        Each(run.Apply, run.Apply);
        return run;
    }

    public ReportResult Report(ReviewOptions options)
    {
        var report = new Report(options);
        Each(report.Apply, report.Apply);
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
        Each(sweep.Apply, sweep.Apply);
        return sweep.Finish([new ReviewInput("tape.ndjson", new string('0', 64), _entries.Count, Start, Now)]);
    }

    private delegate void TakeEvent(in HarvestEvent e);

    private void Each(TakeEvent take, Action<PriceBar> takeBar)
    {
        foreach ((HarvestEvent e, PriceBar? bar) in _entries)
        {
            if (bar is null) take(e);
            else takeBar(bar);
        }
    }

    public static EngineSettings Settings(HarvestPolicy policy) => new(HarvestMode.Shadow, "", 30, policy);

    public static ReviewOptions Options(HarvestPolicy policy) => new() { Settings = Settings(policy) };

    public static HarvestPolicy Policy(string ladder, decimal? breakEven = null) =>
        HarvestPolicy.Default with { Ladder = LadderOf(ladder), MinR = 0, BreakEvenAtR = breakEven };

    public static Ladder LadderOf(string text) => Ladder.TryParse(text, out Ladder? ladder, out string? problem) ? ladder! : throw new ArgumentException(problem);
}
