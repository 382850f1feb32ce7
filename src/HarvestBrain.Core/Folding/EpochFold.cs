using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>What fills and snapshots do alike: an epoch begins and closes, a price marks it, a stop is learned.</summary>
internal static class EpochFold
{
    /// <summary>A new epoch. Nothing is known yet of its price and its stop.</summary>
    /// <param name="position">The position, flat.</param>
    /// <param name="e">The event that opens it.</param>
    /// <param name="epoch">Its id.</param>
    /// <param name="direction">Long or short.</param>
    /// <param name="quantity">What is open, base units.</param>
    /// <param name="entry">Average entry.</param>
    /// <param name="policy">The policy in force.</param>
    public static void Begin(
        Position position, in HarvestEvent e, EntryId epoch, Direction direction, decimal quantity, decimal entry, HarvestPolicy policy)
    {
        ReadOnlySpan<LadderRung> ladder = policy.Ladder.Rungs;
        var rungs = new Rung[ladder.Length];
        for (int i = 0; i < rungs.Length; i++) rungs[i] = ladder[i].Arm();
        position.Current = new EpochState
        {
            Direction = direction,
            Quantity = quantity,
            BaseQuantity = quantity,
            AverageEntry = entry,
            ContractSize = policy.ContractSize,
            OpenedAtUnixMs = e.TimeUnixMs,
            Rungs = rungs,
            Paper = new PaperLedger(quantity, entry, 0),
            OutsideAtr = position.Current.OutsideAtr, // told since the last epoch closed
        };
        position.Epoch = epoch;
        position.Standing = new StandingOrders { ToldAtUnixMs = position.Standing.ToldAtUnixMs };
        position.PeakPrice = position.TroughPrice = entry;
        position.RealizedPnl = position.FeesQuote = 0;
        position.FeesIncomplete = false;
        UntoldFold.Forget(position); // it was another position's
        RangeFold.Apply(position, e, policy); // a flip has just forgotten it with the old epoch
    }

    /// <summary>
    /// The size of a contract is known better: the money of the running epoch is counted anew. What was paid in fees stays, and R.
    /// </summary>
    public static void Resize(Position position, decimal contractSize)
    {
        if (position.Direction == Direction.Flat || position.ContractSize == contractSize) return;
        decimal factor = contractSize / position.ContractSize;
        position.RealizedPnl *= factor;
        foreach (Rung rung in position.Current.Rungs) rung.RealizedPnl *= factor;
        position.Current.EntryFeePerUnit /= factor;
        position.Current.FundingPerUnit /= factor;
        position.Current.Paper = position.Current.Paper with { Pnl = position.Current.Paper.Pnl * factor };
        position.Current.ContractSize = contractSize;
    }

    /// <summary>An event is about to be folded: what the one before it closed or split is told.</summary>
    public static void Forget(Position position)
    {
        position.LastClosed = position.ClosedBefore = null;
        position.BeforeSplit = null;
    }

    /// <summary>The epoch is over. What it came to stays readable until the next event.</summary>
    public static void Close(Position position, in HarvestEvent e, TradeExit exit, HarvestPolicy policy)
    {
        ref readonly EpochState epoch = ref position.Current;
        // Not that of the plan: one event may open an epoch and close it.
        decimal? risk = RMultiple.InitialRisk(epoch.Direction, epoch.AverageEntry, epoch.InitialStop, policy.FallbackStopFraction);
        decimal? riskQuote = risk * epoch.BaseQuantity * epoch.ContractSize is { } money and > 0 ? money : null;
        position.ClosedBefore = position.LastClosed;
        position.LastClosed = new ClosedEpoch(position.Epoch, position.RealizedPnl, position.FeesQuote, riskQuote, position.Rungs)
        {
            Key = position.Key,
            Direction = epoch.Direction,
            OpenedAtUnixMs = epoch.OpenedAtUnixMs,
            ClosedAtUnixMs = e.TimeUnixMs,
            Quantity = epoch.BaseQuantity,
            EntryPrice = epoch.AverageEntry,
            ExitPrice = epoch.ExitQuantity > 0 ? epoch.ExitNotional / epoch.ExitQuantity : null,
            InitialStop = epoch.InitialStop,
            InitialRisk = risk,
            FundingQuote = epoch.FundingQuote,
            FeesIncomplete = position.FeesIncomplete,
            NetComplete = epoch.HasFee && !position.FeesIncomplete,
            PeakPrice = position.PeakPrice,
            TroughPrice = position.TroughPrice,
            Exit = exit,
            StopRequest = epoch.StopRequest,
            StopMoves = epoch.StopMoves,
            PaperPnl = epoch.Paper.Pnl,
        };
        position.Current = new EpochState();
        position.Standing = new StandingOrders { ToldAtUnixMs = position.Standing.ToldAtUnixMs };
    }

    /// <summary>
    /// A stop told from outside. On the risk side of the average entry it becomes the initial stop when the position just grew
    /// or has no usable one. Beyond the entry but still short of the market it locks profit, and is only the stop in force.
    /// </summary>
    public static void LearnStop(Position position, decimal stop, bool increased, List<FoldRejection> rejections)
    {
        if (stop == 0) return;
        Direction direction = position.Direction;
        bool onRiskSide = StopMath.Protects(direction, stop, position.AverageEntry);
        if (!onRiskSide && !StopMath.Protects(direction, stop, position.MarkPrice))
        {
            rejections.Add(new(position.Key, FoldCode.StopOnWrongSide, stop, position.AverageEntry));
            return;
        }
        bool hasUsable = position.InitialStop is { } initial && StopMath.Protects(direction, initial, position.AverageEntry);
        if (onRiskSide && (increased || !hasUsable) && position.InitialStop != stop)
        {
            position.Current.InitialStop = stop;
            MarkFold.Anew(position); // R is another one
        }
        position.Current.OutsideStop = StopMath.Tighter(direction, position.OutsideStop, stop);
        StopFold.Told(position, stop);
    }

    /// <summary>
    /// Something contradicts itself, or may have been missed: nothing is asked for until it is settled. Also of a flat position.
    /// </summary>
    public static void Distrust(Position position)
    {
        position.Suspect = true;
        // Explaining what was refused settles no more than that.
        if (position.Refused is { WasSuspect: false } refused) position.Refused = refused with { WasSuspect = true };
    }

    /// <summary>The position is what it should be.</summary>
    public static void Trust(Position position)
    {
        position.Suspect = false;
        position.Refused = null;
    }

    /// <summary>Trusts a position, or does not.</summary>
    /// <returns>It is another answer than before, or for another reason: the next price has to be planned anew.</returns>
    public static bool SetSuspect(Position position, bool suspect)
    {
        if (position.Suspect == suspect && position.Refused is not { WasSuspect: false }) return false;
        if (suspect) Distrust(position);
        else Trust(position);
        return true;
    }
}
