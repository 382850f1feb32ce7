using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Settings;

namespace HarvestBrain.Review;

/// <summary>One input of a review, as whoever read it knows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">Hash of its bytes, in hexadecimal digits.</param>
/// <param name="Entries">Entries that were understood; of a file that was imported, its rows.</param>
/// <param name="FirstUnixMs">Time of the first, Unix milliseconds; <see langword="null"/> = none.</param>
/// <param name="LastUnixMs">Time of the last.</param>
public sealed record ReviewInput(string Name, string Sha256, long Entries, long? FirstUnixMs, long? LastUnixMs);

/// <summary>What to review, and with what.</summary>
public sealed record ReviewOptions
{
    /// <summary>The settings under review. Rate limit and freshness do not bind.</summary>
    public required EngineSettings Settings { get; init; }

    /// <summary>The settings that differ from their defaults, by name, as text: what a report says of its policy.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Policy { get; init; } = [];

    /// <summary>Chooses the random draws. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The part of the account that one trade risks in the Monte Carlo. Above 0 and at most 1, default 0.01.</summary>
    public double RiskFraction { get; init; } = 0.01;

    /// <summary>Resampled accounts of the Monte Carlo, 1 or more. Default 10,000; of very many trades fewer are quicker.</summary>
    public int Paths { get; init; } = Statistics.MonteCarlo.Paths;

    /// <summary>
    /// Fee of simulated fills in basis points of their notional; <see langword="null"/> (the default) = the rate that the recorded fills of
    /// the same epoch paid.
    /// </summary>
    public decimal? FeeBps { get; init; }

    /// <summary>How much worse than the mark simulated fills are, in basis points. Default 0.</summary>
    public decimal SlippageBps { get; init; }

    /// <summary>Which end of a bar comes first. A report runs the other way round as well and says how far apart they are. Default the
    /// worse one.</summary>
    public BarPath BarPath { get; init; }

    /// <summary>Title of the page. Default none.</summary>
    public string Title { get; init; } = "";

    /// <summary>The command that makes the same report again, for its last section.</summary>
    public string CommandText { get; init; } = "";

    /// <summary>Version of the program, for the last section.</summary>
    public string Version { get; init; } = "";

    /// <summary>How many threads may work. The result does not depend on it. Default 1.</summary>
    public int Cores { get; init; } = 1;

    internal Epochs.ReviewCosts Costs => new(FeeBps / 10_000, SlippageBps, BarPath);
}
