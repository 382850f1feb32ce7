using System.Globalization;
using HarvestBrain.Core.Planning;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>What the executor was told of how much the stop protects, and what it made of it.</summary>
internal static class ProtectFold
{
    /// <summary>A stop is known for the first time: whoever placed it did so for what is open.</summary>
    public static void Observe(Position position)
    {
        if (position.Current.Protection.Said is null && position.CurrentStop is not null)
            position.Current.Protection.Said = position.Quantity;
    }

    /// <summary>A stop move says it for the stop that it asks for. Call before the stop is asked for.</summary>
    public static void Carry(Position position)
    {
        ref Protection protection = ref position.Current.Protection;
        if (!position.StopRequest.IsOverdue) protection.SaidBefore = protection.Said ?? 0;
        protection.Said = position.Quantity;
    }

    /// <summary>An intent of its own says it.</summary>
    /// <param name="position">The position.</param>
    /// <param name="stop">The stop in force.</param>
    /// <param name="nowUnixMs">The time of the decision, Unix milliseconds.</param>
    /// <returns>Which attempt it is: more than 1 when the same was said before, or may have been.</returns>
    public static int Say(Position position, decimal stop, long nowUnixMs)
    {
        ref Protection protection = ref position.Current.Protection;
        decimal quantity = position.Quantity;
        bool isNew = protection.Tightest is not { } tightest || StopMath.IsTighter(position.Direction, stop, tightest)
            || quantity < protection.Least || quantity > protection.Most;
        protection.Least = protection.Count == 0 ? quantity : Math.Min(protection.Least, quantity);
        protection.Most = Math.Max(protection.Most, quantity);
        protection.Tightest = StopMath.Tighter(position.Direction, protection.Tightest, stop);
        protection.Count++;
        protection.Said = quantity;
        protection.SaidAtUnixMs = nowUnixMs;
        protection.Refused = 0;
        return isNew ? 1 : protection.Count;
    }

    /// <summary>The same was refused a short while ago.</summary>
    public static bool IsRefused(Position position, long nowUnixMs)
    {
        ref readonly Protection protection = ref position.Current.Protection;
        return protection.Refused == position.Quantity && nowUnixMs < protection.RefusedUntilUnixMs;
    }

    /// <summary>What the executor has is not known any more: it is said again.</summary>
    public static void Forget(Position position)
    {
        if (position.Current.Protection.Said is not null) position.Current.Protection.Said = 0;
        position.Current.Protection.SaidBefore = 0;
    }

    /// <summary>The stop that was asked for came back: the one before it is in force with what was said of that.</summary>
    public static void StopRejected(Position position)
    {
        ref Protection protection = ref position.Current.Protection;
        if (protection.Said is not null) protection.Said = protection.SaidBefore;
        protection.SaidBefore = 0;
    }

    /// <summary>The executor refused what was said last; after the dedup time it is said again.</summary>
    public static Folded Refuse(Position position, string echo, HarvestPolicy policy)
    {
        ref Protection protection = ref position.Current.Protection;
        bool isLast = TryParse(position, echo, out _, out decimal quantity) && protection.Count > 0 && quantity == protection.Said;
        if (!isLast) return Folded.Nothing;
        protection.Said = 0;
        protection.Refused = quantity;
        protection.RefusedUntilUnixMs = Planner.RearmTime(policy, protection.SaidAtUnixMs);
        return Folded.Remembered(Replan.Next);
    }

    /// <summary>The executor has the stop, with the quantity that was said of it.</summary>
    public static Folded Accept(Position position, string echo)
    {
        if (!TryParse(position, echo, out decimal stop, out _)) return Folded.Nothing;
        if (position.StopRequest.Requested is { } requested && requested.Price == stop) return StopFold.Confirm(position, requested);
        return position.StopRequest.Previous is { } previous && previous.Price == stop
            ? StopFold.Confirm(position, previous)
            : Folded.Nothing;
    }

    private static bool TryParse(Position position, string echo, out decimal stop, out decimal quantity)
    {
        (stop, quantity) = (0, 0);
        ReadOnlySpan<char> asked = IntentId.Asked(position.Key, position.Epoch, echo);
        if (!asked.StartsWith(IntentId.ProtectPart, StringComparison.Ordinal)) return false;
        asked = asked[IntentId.ProtectPart.Length..];
        int colon = asked.IndexOf(':');
        return colon > 0 && TryNumber(asked[..colon], out stop) && TryNumber(asked[(colon + 1)..], out quantity);
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
}
