using HarvestBrain.Core.Events;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Wire;
using HarvestBrain.Review.Epochs;
using HarvestBrain.Review.Page;
using HarvestBrain.Review.Reports;

namespace HarvestBrain.Review;

/// <summary>
/// The review of one policy: give it the entries in order, then ask for the result. Pure, single-threaded, and the same for the same
/// entries.
/// </summary>
public sealed class Report
{
    private readonly ReviewRun _run;
    private readonly ReviewOptions _options;

    /// <summary>A review without entries.</summary>
    public Report(ReviewOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _run = new ReviewRun(options.Settings, options.Costs);
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

    /// <summary>Ends the review. No entry may come after it.</summary>
    /// <param name="inputs">What was read.</param>
    public ReportResult Finish(IReadOnlyList<ReviewInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return new ReportResult(ReportMath.Of(_run, _options, inputs));
    }
}

/// <summary>A finished review.</summary>
public sealed class ReportResult
{
    internal ReportResult(ReportNumbers numbers) => Numbers = numbers;

    /// <summary>Closed epochs.</summary>
    public int Epochs => Numbers.Epochs.Count;

    /// <summary>The three sentences that stand at the top of the page.</summary>
    public IReadOnlyList<string> Answer => Conclusions.Answer(Numbers);

    internal ReportNumbers Numbers { get; }

    /// <summary>The page: one html file, UTF-8.</summary>
    public byte[] ToHtml() => ReportPage.Of(Numbers);

    /// <summary>The numbers as JSON, UTF-8.</summary>
    public byte[] ToJson() => ReportJson.Write(Numbers);
}
