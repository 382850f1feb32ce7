using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>A split or a redenomination: the trade goes on in other units. R and the ladder's fractions are as they were.</summary>
internal static class RescaleFold
{
    /// <summary>Takes the snapshot's quantity and entry, and scales everything else of the epoch with them.</summary>
    public static void Apply(Position position, in HarvestEvent snapshot)
    {
        decimal units = snapshot.Quantity / position.Quantity, price = snapshot.EntryPrice / position.AverageEntry;
        ref EpochState epoch = ref position.Current;
        epoch.Quantity = snapshot.Quantity;
        epoch.BaseQuantity = Times(epoch.BaseQuantity, units);
        epoch.ConfirmedQuantity = Math.Max(snapshot.Quantity, Times(epoch.ConfirmedQuantity, units));
        epoch.AverageEntry = snapshot.EntryPrice;
        epoch.InitialStop = Times(epoch.InitialStop, price);
        epoch.OutsideStop = Times(epoch.OutsideStop, price);
        epoch.OutsideAtr = Times(epoch.OutsideAtr, price);
        epoch.EntryFeePerUnit = Times(epoch.EntryFeePerUnit, price);
        epoch.FundingPerUnit = Times(epoch.FundingPerUnit, price);
        // What the venue made of its orders is not known, and an id has a price in old units: stops are asked for anew, by new ids.
        position.BeforeSplit = new StopsBeforeSplit { Request = epoch.StopRequest, Moves = epoch.StopMoves };
        epoch.StopRequest = default;
        ProtectFold.Forget(position);
        epoch.BestPrice = Times(epoch.BestPrice, price);
        epoch.ExitQuantity = Times(epoch.ExitQuantity, units); // for the same money
        epoch.Paper = epoch.Paper with { Quantity = Times(epoch.Paper.Quantity, units), Entry = Times(epoch.Paper.Entry, price) };
        epoch.StopMoves = Array.ConvertAll(epoch.StopMoves, move => move with { Price = Times(move.Price, price), OpenUntilUnixMs = 0 });
        foreach (Rung rung in epoch.Rungs)
        {
            rung.Quantity = Times(rung.Quantity, units);
            rung.OutstandingQuantity = Times(rung.OutstandingQuantity, units);
            rung.FilledQuantity = Times(rung.FilledQuantity, units); // for the same money
        }
        position.MarkPrice = Times(position.MarkPrice, price);
        position.PeakPrice = Times(position.PeakPrice, price);
        position.TroughPrice = Times(position.TroughPrice, price);
        (position.HeldPrice, position.HeldPriceUnixMs, position.CalmBand) = (0, 0, default);
        position.Orders.Rescale(quantity => Times(quantity, units));
        position.Refused = null; // of a time before the snapshot
        if (position.AtrBars is not { } bars) return;
        bars.High = Times(bars.High, price);
        bars.Low = Times(bars.Low, price);
        bars.Close = Times(bars.Close, price);
        bars.PreviousClose = Times(bars.PreviousClose, price);
        bars.Sum = Times(bars.Sum, price);
    }

    private static decimal Times(decimal value, decimal factor) => PlainDecimal.RoundToSignificant(value * factor, Limits.AverageDigits);

    private static decimal? Times(decimal? value, decimal factor) => value is { } number ? Times(number, factor) : null;
}
