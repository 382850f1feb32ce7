using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Observers;

namespace HarvestBrain.AspNetCore;

/// <summary>
/// Remembers the last intents that were published, the last trades, and the last things that were not asked for or not understood. Since
/// the start.
/// </summary>
public sealed class RecentActivity : IHarvestObserver
{
    /// <summary>So many of each are remembered.</summary>
    public const int Capacity = 50;

    private readonly Lock _lock = new();
    private readonly Queue<IntentPublished> _intents = new(Capacity);
    private readonly Queue<PositionClosed> _trades = new(Capacity);
    private readonly Queue<Refusal> _refusals = new(Capacity);

    /// <inheritdoc/>
    public ValueTask OnNoticeAsync(HarvestNotice notice, CancellationToken cancellationToken)
    {
        switch (notice)
        {
            case IntentPublished published:
                Keep(_intents, published);
                break;
            case PositionClosed closed:
                Keep(_trades, closed);
                break;
            case IntentHeld held:
                Keep(_refusals, new Refusal(
                    held.AtUnixMs, "held", held.Hold.Key.Symbol, Side(held.Hold.Key), held.Hold.Code.ToString(), held.Hold.ToString()));
                break;
            case EventRefused fold:
                FoldRejection rejection = fold.Rejection;
                Keep(_refusals, new Refusal(
                    fold.AtUnixMs, "rejected", rejection.Key.Symbol, Side(rejection.Key), rejection.Code.ToString(), rejection.ToString()));
                break;
            case IntentRefused refused:
                Keep(_refusals, new Refusal(
                    refused.AtUnixMs, "refused", refused.Symbol, null, "IntentRefused",
                    $"{refused.IntentId}: rejected, cancelled or expired"));
                break;
            case EntryDeadLettered dead:
                Keep(_refusals, new Refusal(
                    dead.AtUnixMs, "dead_letter", dead.Error.Symbol, null, dead.Error.Code.ToString(), dead.Error.ToString()));
                break;
            case EntriesLost lost:
                Keep(_refusals, new Refusal(lost.AtUnixMs, "lost", null, null, "EntriesLost", $"{lost.Count} entries: {lost.Reason}"));
                break;
            case StreamMadeAnew anew:
                Keep(_refusals, new Refusal(
                    anew.AtUnixMs, "lost", null, null, "StreamMadeAnew", $"{anew.Stream} is read from its beginning"));
                break;
        }
        return ValueTask.CompletedTask;
    }

    /// <summary>The last intents, newest first.</summary>
    internal IntentPublished[] Intents()
    {
        lock (_lock) return [.. _intents.Reverse()];
    }

    /// <summary>The last closed trades, newest first.</summary>
    internal PositionClosed[] Trades()
    {
        lock (_lock) return [.. _trades.Reverse()];
    }

    /// <summary>The last refusals, newest first.</summary>
    internal Refusal[] Refusals()
    {
        lock (_lock) return [.. _refusals.Reverse()];
    }

    private static string Side(PositionKey key) => Words.Of(key.Side);

    private void Keep<T>(Queue<T> last, T item)
    {
        lock (_lock)
        {
            if (last.Count == Capacity) last.Dequeue();
            last.Enqueue(item);
        }
    }
}

/// <summary>Something that was not asked for, not counted, or not understood.</summary>
/// <param name="AtUnixMs">When, Unix milliseconds.</param>
/// <param name="Kind">held, rejected (by the fold), refused (by the executor), dead_letter or lost.</param>
/// <param name="Symbol">The symbol, if it is known.</param>
/// <param name="PositionSide">BOTH, LONG or SHORT, if it is known.</param>
/// <param name="Code">Why, as a code.</param>
/// <param name="Reason">Why, with its numbers.</param>
internal sealed record Refusal(long AtUnixMs, string Kind, string? Symbol, string? PositionSide, string Code, string Reason);
