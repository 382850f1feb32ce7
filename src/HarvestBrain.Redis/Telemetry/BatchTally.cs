using HarvestBrain.Core.Guards;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>
/// What a batch did. Counted when it is committed: a batch that is read again after an error would count twice.
/// </summary>
internal sealed class BatchTally
{
    private static readonly int RungEvents = Enum.GetValues<RungEvent>().Length;

    /// <summary>Entries that were understood and applied.</summary>
    public int Folded { get; set; }

    /// <summary>How often per <see cref="DecodeCode"/>.</summary>
    public int[] DeadLettered { get; } = new int[Enum.GetValues<DecodeCode>().Length];

    /// <summary>How often per <see cref="FoldCode"/>.</summary>
    public int[] Rejected { get; } = new int[Enum.GetValues<FoldCode>().Length];

    /// <summary>How often per <see cref="DriftKind"/>.</summary>
    public int[] Drifted { get; } = new int[Enum.GetValues<DriftKind>().Length];

    /// <summary>How often per <see cref="HoldCode"/>.</summary>
    public int[] Held { get; } = new int[Enum.GetValues<HoldCode>().Length];

    /// <summary>How often per <see cref="RungEvent"/>.</summary>
    public int[] Rungs { get; } = new int[RungEvents];

    /// <summary>Closed trades: symbol, how they ended, net R.</summary>
    public List<(string Symbol, TradeExit Exit, decimal? NetR)> Trades { get; } = [];

    /// <summary>Stop moves refused, per <see cref="StopKind"/>.</summary>
    public int[] StopsRejected { get; } = new int[Enum.GetValues<StopKind>().Length];
}

/// <summary>What became of a rung.</summary>
internal enum RungEvent
{
    /// <summary>It was asked for.</summary>
    Requested,

    /// <summary>It was filled to the quantity asked for.</summary>
    Filled,

    /// <summary>What was asked for came back rejected, cancelled or expired.</summary>
    Rejected,
}
