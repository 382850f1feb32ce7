using HarvestBrain.Core.Events;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Wire;
using HarvestBrain.Review.Page;
using HarvestBrain.Review.Sweeps;

namespace HarvestBrain.Review;

/// <summary>Tries many policies on the same entries: give it the entries in order, then ask for the result. The same for any number of
/// cores.</summary>
public sealed class Sweep
{
    private readonly SweepRun _run;
    private readonly SweepPlan _plan;
    private readonly ReviewOptions _options;

    /// <summary>A sweep without entries.</summary>
    public Sweep(ReviewOptions options, SweepPlan plan)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(plan);
        (_options, _plan) = (options, plan);
        _run = new SweepRun(options, plan);
    }

    /// <summary>Takes an entry.</summary>
    public void Apply(in HarvestEvent e) => _run.Apply(e);

    /// <summary>Takes a bar of prices.</summary>
    public void Apply(PriceBar bar)
    {
        ArgumentNullException.ThrowIfNull(bar);
        _run.Apply(bar);
    }

    /// <summary>Takes note of an entry that could not be read.</summary>
    public void Reject(in DecodeError error) => _run.Reject(error);

    /// <summary>Ends the sweep. No entry may come after it.</summary>
    /// <param name="inputs">What was read.</param>
    public SweepResult Finish(IReadOnlyList<ReviewInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _run.End();
        return new SweepResult(SweepMath.Of(_run, _plan, _options, inputs));
    }
}

/// <summary>A finished sweep.</summary>
public sealed class SweepResult
{
    internal SweepResult(SweepNumbers numbers) => Numbers = numbers;

    /// <summary>The sentences that stand at the top of the page.</summary>
    public IReadOnlyList<string> Answer => SweepConclusions.Answer(Numbers);

    internal SweepNumbers Numbers { get; }

    /// <summary>The page: one html file, UTF-8.</summary>
    public byte[] ToHtml() => SweepPage.Of(Numbers);

    /// <summary>The numbers as JSON, UTF-8.</summary>
    public byte[] ToJson() => SweepJson.Write(Numbers);
}
