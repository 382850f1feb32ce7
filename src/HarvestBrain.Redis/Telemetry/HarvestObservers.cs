using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Guards;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>
/// What the loop tells its observers. What a batch did is noted first and told when the batch is committed; the loop never waits for
/// anybody. Used by one loop, from one thread at a time.
/// </summary>
internal sealed class HarvestObservers
{
    // A producer that sends everything again would push all other notices out of the queues.
    private const int MaxRefused = 50; // of one batch

    private readonly ObserverQueues _queues;
    private readonly HarvestMode _mode;
    private readonly DeadLetterLimit _deadLetters;

    private readonly List<HarvestNotice> _noted = []; // bounded by what one batch can do
    private readonly Dictionary<PositionKey, uint> _held = []; // a bit per code; no more than the positions, which are all in memory
    private readonly HashSet<PositionKey> _suspect = []; // so too
    private int _refused;

    public HarvestObservers(ObserverQueues queues, HarvestMode mode, TimeProvider time)
    {
        _queues = queues;
        _mode = mode;
        _deadLetters = new DeadLetterLimit(time);
    }

    private bool IsNone => _queues.IsNone;

    /// <summary>Tells what was published before, whom it concerns; <see langword="null"/> = nobody.</summary>
    public Action<string, IReadOnlyList<PublishedBefore>, IReadOnlyList<PublishedBefore>>? TellHistory =>
        _queues.WantHistory ? (instance, intents, trades) => Tell(new HistoryRead(instance, intents, trades)) : null;

    /// <summary>Tells what is true whatever becomes of the batch in hand.</summary>
    public void Tell(HarvestNotice notice) => _queues.Tell(notice);

    /// <summary>Redis is reached: told once, whatever becomes of the loop that found it.</summary>
    public void TellStarted(string instance) => _queues.TellStarted(_mode, instance);

    public void TellState(ServiceState state, StoreFault? fault = null) => _queues.TellState(this, state, fault);

    /// <summary>Notes what is told only if the batch in hand is committed.</summary>
    public void Note(HarvestNotice notice)
    {
        if (!IsNone) _noted.Add(notice);
    }

    /// <summary>Notes what one event came to.</summary>
    public void Note(StepResult result, EntryId id)
    {
        if (IsNone) return;
        foreach (FoldRejection rejection in result.Rejections)
        {
            if (_refused++ < MaxRefused) _noted.Add(new EventRefused(rejection, id.ToString()));
        }
        foreach (Intent intent in result.Intents) _noted.Add(new IntentPublished(intent, _mode));
        foreach (Position position in result.Changed) NoteHolds(position.Key, result.Holds);
    }

    /// <summary>An intent that was noted is left out of the batch.</summary>
    public void Forget(string intentId, int attempt)
    {
        int at = _noted.FindLastIndex(notice =>
            notice is IntentPublished { Intent: var intent } && intent.Attempt == attempt && intent.IntentId == intentId);
        if (at >= 0) _noted.RemoveAt(at);
    }

    /// <summary>Notes what a fill or a snapshot did to positions.</summary>
    public void NoteTrades(StepResult result, in HarvestEvent e)
    {
        if (IsNone) return;
        foreach (ClosedEpoch trade in result.Closed) _noted.Add(new PositionClosed(trade, _mode));
        foreach (Position position in result.Opened)
            _noted.Add(new PositionOpened(
                position.Key, position.Direction, position.Quantity, position.AverageEntry, position.CurrentStop, e.Id.ToString()));
        if (e.Kind != EventKind.Fill) return;
        foreach (Position position in result.Changed)
            _noted.Add(new FillApplied(position.Key, e.Side, e.Quantity, e.Price, e.FeeQuote, position.Quantity, e.Id.ToString()));
    }

    /// <summary>The batch is written: tells what was noted for it.</summary>
    /// <param name="published">For each noted intent, in order: it was published.</param>
    /// <param name="saved">The positions that were written.</param>
    public void Committed(IReadOnlyList<bool> published, IEnumerable<Position> saved)
    {
        if (IsNone) return;
        int intents = 0;
        foreach (HarvestNotice notice in _noted)
        {
            bool isTold = notice switch
            {
                IntentPublished => published[intents++],
                EntryDeadLettered => _deadLetters.TryAcquire(),
                _ => true,
            };
            if (isTold) Tell(notice);
        }
        _noted.Clear();
        _refused = 0;
        TellSuspects(saved);
    }

    /// <summary>A step of the loop begins: what waited for the time to pass is told.</summary>
    public void Step()
    {
        if (_deadLetters.IsOver) TellMoreDeadLetters();
    }

    /// <summary>Nothing of the batch in hand counts: everything was loaded anew.</summary>
    public void Loading()
    {
        _noted.Clear();
        _refused = 0;
        _held.Clear();
    }

    /// <summary>Tells which of the durable positions became suspect, or are not any more.</summary>
    public void TellSuspects(IEnumerable<Position> durable)
    {
        if (IsNone) return;
        List<PositionKey> suspect = [], released = [];
        foreach (Position position in durable)
        {
            bool isSuspect = position.Suspect;
            if (isSuspect && _suspect.Add(position.Key)) suspect.Add(position.Key);
            else if (!isSuspect && _suspect.Remove(position.Key)) released.Add(position.Key);
        }
        if (suspect.Count > 0) Tell(new PositionsSuspect(suspect));
        if (released.Count > 0) Tell(new PositionsReleased(released));
    }

    /// <summary>The loop has ended: what waited is told, and what it was doing does not count any more.</summary>
    public void End()
    {
        TellMoreDeadLetters();
        _queues.TellState(this, null);
    }

    private void TellMoreDeadLetters()
    {
        if (_deadLetters.End() is > 0 and var more) Tell(new MoreEntriesDeadLettered(more));
    }

    private void NoteHolds(PositionKey key, IReadOnlyList<HoldReason> holds)
    {
        uint before = _held.GetValueOrDefault(key), now = 0;
        foreach (HoldReason hold in holds)
        {
            if (hold.Key != key) continue;
            uint bit = 1u << (int)hold.Code;
            if (((before | now) & bit) == 0) _noted.Add(new IntentHeld(hold));
            now |= bit;
        }
        if (now != 0) _held[key] = now;
        else if (before != 0) _held.Remove(key);
    }
}
