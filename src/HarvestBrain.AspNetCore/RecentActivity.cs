using HarvestBrain.AspNetCore.Activity;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.AspNetCore;

/// <summary>
/// Remembers the last intents that were published, the last trades, and the last things that were not asked for or not understood. Intents
/// and trades from before the start too, as far as their streams have them; the rest since the start.
/// </summary>
public sealed class RecentActivity : IHistoryObserver
{
    /// <summary>So many of each are remembered.</summary>
    public const int Capacity = 50;

    /// <summary>Of so many trades it is remembered when they were closed, and what they came to.</summary>
    internal const int TradePoints = 1000;

    // A refused id is of an intent that is shown, or was.
    private const int RefusedIds = 4 * Capacity;

    private readonly Lock _lock = new();
    private readonly Queue<Remembered> _intents = new(Capacity);
    private readonly Queue<Remembered> _trades = new(Capacity);
    private readonly Queue<TradePoint> _points = new();
    private readonly Queue<Refusal> _refusals = new(Capacity);
    private readonly Queue<string> _refused = new();

    // From the clock on, so that it is another number after a restart, however many trades there were before.
    private long _tradesSeen = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public ValueTask OnNoticeAsync(HarvestNotice notice, CancellationToken cancellationToken)
    {
        switch (notice)
        {
            case HistoryRead history:
                Begin(history);
                break;
            case IntentPublished published:
                Keep(_intents, new Remembered(published.AtUnixMs, published, default));
                break;
            case PositionClosed closed:
                Keep(_points, TradePoint.Of(closed.Trade), TradePoints);
                Keep(_trades, new Remembered(closed.AtUnixMs, closed, default));
                lock (_lock) _tradesSeen++;
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
                Keep(_refused, refused.IntentId, RefusedIds);
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

    /// <summary>Moves with every trade: who has seen this many has seen them all.</summary>
    internal long TradesSeen
    {
        get
        {
            lock (_lock) return _tradesSeen;
        }
    }

    /// <summary>The last intents, newest first.</summary>
    internal Remembered[] Intents()
    {
        lock (_lock) return [.. _intents.Reverse()];
    }

    /// <summary>The last closed trades, newest first.</summary>
    internal Remembered[] Trades()
    {
        lock (_lock) return [.. _trades.Reverse()];
    }

    /// <summary>What the last closed trades came to, oldest first.</summary>
    internal TradePoint[] Points()
    {
        lock (_lock) return [.. _points];
    }

    /// <summary>The last refusals, newest first.</summary>
    internal Refusal[] Refusals()
    {
        lock (_lock) return [.. _refusals.Reverse()];
    }

    /// <summary>The ids of the last intents that the executor refused.</summary>
    internal HashSet<string> Refused()
    {
        lock (_lock) return [.. _refused];
    }

    private static string Side(PositionKey key) => Words.Of(key.Side);

    // What was told before is in it.
    private void Begin(HistoryRead history)
    {
        lock (_lock)
        {
            _intents.Clear();
            _trades.Clear();
            _points.Clear();
            _tradesSeen++;
        }
        foreach (PublishedBefore intent in history.Intents)
        {
            if (Payloads.IsIntent(intent.Payload, history.Instance))
                Keep(_intents, new Remembered(intent.Id.UnixMilliseconds, null, intent.Payload));
        }
        foreach (PublishedBefore trade in history.Trades)
        {
            if (TradePoint.Of(trade.Payload, history.Instance) is not { } point) continue;
            Keep(_points, point, TradePoints);
            Keep(_trades, new Remembered(trade.Id.UnixMilliseconds, null, trade.Payload));
        }
    }

    private void Keep<T>(Queue<T> last, T item, int capacity = Capacity)
    {
        lock (_lock)
        {
            if (last.Count == capacity) last.Dequeue();
            last.Enqueue(item);
        }
    }
}
