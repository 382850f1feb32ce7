using HarvestBrain.Core.Events;
using HarvestBrain.Core.Folding;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Replay;

/// <summary>
/// A plain model of an executor: partial closes fill at once at the mark price, worse by the slippage; a mark price at or
/// through the stop in force closes the whole rest at that mark price, as a stop-market order would.
/// </summary>
internal sealed class SimulatedExecutor(ReplayOptions options)
{
    /// <summary>What the executor answers: the fills of the partial closes, and that it has the stops.</summary>
    public List<HarvestEvent> Fills(HarvestEngine engine, List<Intent> intents)
    {
        var fills = new List<HarvestEvent>(intents.Count);
        foreach (Intent intent in intents)
        {
            if (intent.Kind == IntentKind.MoveStop)
            {
                HarvestEvent answer = HarvestEvent.Accepted(intent.Epoch, intent.TimeUnixMs, intent.Key.Symbol, intent.IntentId);
                fills.Add(answer with { IsSimulated = true });
                continue;
            }
            if (intent.Kind != IntentKind.PartialClose) continue; // its stops close whatever is open
            decimal size = engine.PolicyOf(intent.Key.Symbol).ContractSize;
            PaperFill fill = Priced(intent.Side, intent.Quantity, intent.MarkPrice, size);
            fills.Add(Fill(intent.Key, intent.Side, fill, intent.Epoch, intent.TimeUnixMs) with
            {
                IntentEcho = intent.IntentId,
            });
        }
        return fills;
    }

    /// <summary>The fills of the stops that a price reaches, before the entry itself is folded: the exchange acts before we do.</summary>
    public IEnumerable<HarvestEvent> StopsHit(HarvestEngine engine, HarvestEvent e)
    {
        for (PositionSide side = PositionSide.Both; side <= PositionSide.Short; side++)
        {
            if (e.Kind is EventKind.Fill or EventKind.PositionSnapshot && side != e.PositionSide) continue;
            if (engine.Find(e.Symbol, side) is not { } position) continue;
            if (StopHit(position, e, engine.PolicyOf(e.Symbol)) is { } fill) yield return fill;
        }
    }

    /// <summary>The fill of a position's stop, when the price of an entry reaches it.</summary>
    public HarvestEvent? StopHit(Position position, in HarvestEvent e, HarvestPolicy policy)
    {
        if (position.CurrentStop is not { } stop || !PaperFill.ReachesStop(position.Direction, stop, e.Price)) return null;
        if (MarkFold.Judge(position, e, policy) != MarkVerdict.Counts) return null; // no price that anybody traded at
        PaperFill fill = Priced(position.ClosingSide, position.Quantity, e.Price, policy.ContractSize);
        return Fill(position.Key, position.ClosingSide, fill, e.Id, e.TimeUnixMs) with
        {
            IntentEcho = IntentId.OfStop(position.Key, position.Epoch, stop),
        };
    }

    // The engine asks for no more than is open.
    private PaperFill Priced(OrderSide side, decimal quantity, decimal mark, decimal contractSize) =>
        PaperFill.AtMark(side, quantity, quantity, mark, contractSize, options.SlippageBps, options.FeeBps);

    private static HarvestEvent Fill(PositionKey key, OrderSide side, PaperFill fill, EntryId id, long timeUnixMs) =>
        HarvestEvent.Fill(id, timeUnixMs, key.Symbol, side, fill.Quantity, fill.Price) with
        {
            PositionSide = key.Side,
            ReduceOnly = true,
            IsSimulated = true,
            IsJudged = true, // it happens now, though the mark price may be older than a snapshot
            FeeQuote = fill.FeeQuote,
        };
}
