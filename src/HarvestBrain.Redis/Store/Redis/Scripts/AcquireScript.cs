using System.Globalization;
using RESPite.Messages;

namespace HarvestBrain.Redis.Store.Redis.Scripts;

/// <summary>acquire.lua and release.lua: the lease.</summary>
internal static class AcquireScript
{
    private static readonly Script Acquire = new("acquire");
    private static readonly Script Released = new("release");

    /// <summary>What was found.</summary>
    public enum Finding
    {
        /// <summary>Somebody else holds it.</summary>
        Held,

        /// <summary>It is ours.</summary>
        Ours,

        /// <summary>Redis has forgotten the tokens given out before.</summary>
        Forgotten,
    }

    public static ScriptCall<Reply> Call(Keys keys, string owner, long leaseMs, long highestToken, bool forceAcquire) => new(
        Acquire, [keys.Lease, keys.Fence, keys.KillSwitch],
        [
            Script.Head(head =>
            {
                head.WriteString("owner", owner);
                head.WriteNumber("lease_ms", leaseMs);
                head.WriteNumber("highest", highestToken);
                head.WriteBoolean("force", forceAcquire);
            }),
        ],
        Read);

    public static ScriptCall<bool> Release(Keys keys, string lease) =>
        new(
            Released, [keys.Lease], [Script.Head(head => head.WriteString("lease", lease))],
            (ref RespReader reply) => reply.ReadInt64() == 1);

    private static Reply Read(ref RespReader reader)
    {
        var values = new string?[4];
        int count = reader.AggregateLength();
        for (int i = 0; i < count; i++)
        {
            reader.MoveNext();
            values[i] = Replies.Text(ref reader);
        }
        return new Reply(
            (Finding)int.Parse(values[0]!, CultureInfo.InvariantCulture), values[1],
            values[2] is { } left ? long.Parse(left, CultureInfo.InvariantCulture) : 0, values[3]);
    }

    /// <param name="Finding">What was found.</param>
    /// <param name="Lease">Whose it is.</param>
    /// <param name="MillisecondsLeft">Of somebody else's.</param>
    /// <param name="KillSwitch">Of somebody else's.</param>
    internal readonly record struct Reply(Finding Finding, string? Lease, long MillisecondsLeft, string? KillSwitch);
}
