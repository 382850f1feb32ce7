using HarvestBrain.Core.Folding;
using HarvestBrain.Core.Guards;
using HarvestBrain.Core.Planning;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Deciding;

/// <summary>
/// Says how much the stop in force protects, when that is not what the executor was told last. It goes by what is open and not by a price:
/// no limit keeps it back, and no price is too old for it.
/// </summary>
internal static class Protecting
{
    /// <summary>Appends the intent, if it is due.</summary>
    /// <param name="position">The position, after all else was folded, decided and planned.</param>
    /// <param name="blockedBy">Why nothing at all may be asked for; <see langword="null"/> = it may.</param>
    /// <param name="nowUnixMs">The time of the decision.</param>
    /// <param name="intents">Takes it.</param>
    /// <returns>What has to be planned anew.</returns>
    public static Replan Say(Position position, HoldCode? blockedBy, long nowUnixMs, List<Intent> intents)
    {
        if (blockedBy is not null || ProtectFold.IsRefused(position, nowUnixMs)) return Replan.None;
        decimal stop = position.StopToProtect!.Value; // or nothing would be due
        int attempt = ProtectFold.Say(position, stop, nowUnixMs);
        intents.Add(new Intent
        {
            Kind = IntentKind.Protect,
            Key = position.Key,
            Epoch = position.Epoch,
            Side = position.ClosingSide,
            StopPrice = stop,
            ProtectQuantity = position.Quantity,
            Attempt = attempt,
            RLevel = 0,
            ThresholdR = 0,
            MarkPrice = position.MarkPrice,
            EntryPrice = position.AverageEntry,
            TimeUnixMs = position.MarkTimeUnixMs,
        });
        return Replan.Next;
    }
}
