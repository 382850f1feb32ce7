using System.Diagnostics;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Wire;
using HarvestBrain.Paper.Store;
using HarvestBrain.Paper.Venue;
using HarvestBrain.Redis;
using HarvestBrain.Redis.Loop;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Paper;

/// <summary>
/// The paper venue at work: reads intents, then all that stands on the stream of executions, decides, and writes every effect with the
/// cursors in one script. Killed at any instant, it goes on from what was written. Two of them on one prefix take turns: whoever finds that
/// the other one has moved the checkpoint loads it anew.
/// </summary>
internal sealed class PaperExecutor(
    PaperKeys keys, RedisSettings redis, PaperRules rules, HarvestPolicy policy, bool beside, Action<string> say, TimeProvider time)
{
    private const int Page = 1000;
    private const int Pages = 20; // folded before what they did is written: a bound on what a crash has to do again
    private const int IntentPage = 200;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly EntryDecoder _decoder = new();
    private readonly BackOff _backOff = new(new Random());
    private PaperVenue _venue = new(rules, policy);
    private OpenOrders _openOrders = new();
    private PaperPlace _place = new("", default, default);
    private long _startedUnixMs;

    /// <summary>Is shown the venue behind each step, on the executor's own thread.</summary>
    public Action<PaperVenue>? Observe { get; init; }

    /// <summary>Where it works; by default the Redis of the settings.</summary>
    public IPaperStore? Store { get; init; }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Works until it is told to stop. Redis away is waited for, from the first connection on.</summary>
    /// <exception cref="OtherExecutorException">Somebody else answers intents here.</exception>
    /// <exception cref="RedisUnreachableException">Not once could Redis be reached.</exception>
    /// <exception cref="Core.State.StateException">What is saved is of another version, or broken.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        await using IPaperStore store = Store ?? new PaperStore(keys, redis, CallLimits.Loop);
        long began = time.GetTimestamp();
        bool worked = false;
        string? problem = null;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await store.ConnectAsync(stop).ConfigureAwait(false);
                if (!worked && !beside) await new OtherExecutors(store, keys).RefuseAsync(Now, stop).ConfigureAwait(false);
                if (!worked) _startedUnixMs = Now;
                (_venue, _openOrders) = (new PaperVenue(rules, policy), new OpenOrders());
                _place = await store.LoadAsync(_venue, stop).ConfigureAwait(false);
                say($"paper venue: answers {keys.Intents} from {_place.Intents} on");
                (worked, problem) = (true, null);
                _backOff.Reset();
                while (await StepAsync(store, stop).ConfigureAwait(false))
                {
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (StoreException e)
            {
                if (!worked && time.GetElapsedTime(began).TotalSeconds >= redis.StartRetrySeconds)
                    throw new RedisUnreachableException(e.Message, e);
                if (e.Message != problem) say($"paper venue: {e.Message}; trying again");
                problem = e.Message;
                await store.ResetAsync().ConfigureAwait(false);
                await WaitedAsync(_backOff.Next(), stop).ConfigureAwait(false);
            }
        }
    }

    /// <returns>What is in memory holds; otherwise it has to be loaded anew.</returns>
    private async Task<bool> StepAsync(IPaperStore store, CancellationToken stop)
    {
        // Intents first: what brought them about stands on the other stream already, and is folded before they are taken.
        PaperEntry[] intents = await store.ReadAsync(keys.Intents, _place.Intents, IntentPage, stop).ConfigureAwait(false);
        (EntryId executions, bool isAll) = await FoldAsync(store, stop).ConfigureAwait(false);
        long now = Now;
        foreach (PaperEntry entry in intents) Take(entry, now);
        EntryId taken = intents is [.., var last] ? last.Id : _place.Intents;
        // Answers have to know all that stands there; until it is read, only what was read is written.
        PaperStep step = isAll ? PaperDecider.Decide(_venue, now) : new PaperStep();
        var snapshots = keys.OpenOrders.Length > 0 ? _openOrders.Changed(_venue, now) : [];
        bool isNothing = executions == _place.Executions && intents.Length == 0 && step.Answers.Count == 0 && step.Orders.Count == 0
            && snapshots.Count == 0 && _venue.DirtyOrders.Count == 0;
        if (isNothing)
        {
            TimeSpan untilDue = TimeSpan.FromMilliseconds(Math.Clamp(step.NextDueUnixMs - now, 1, (long)LongestWait.TotalMilliseconds));
            await store.WaitAsync(_place.Executions, _place.Intents, untilDue, stop).ConfigureAwait(false);
            return true;
        }
        string next = $"{Guid.NewGuid():N}"; // nobody else's, also when Redis has lost what was written last
        var batch = new PaperBatch(_place.Revision, next, executions, taken, _venue, step, snapshots, now);
        PaperCommit done = await store.CommitAsync(batch, stop).ConfigureAwait(false);
        if (done == PaperCommit.Stale) return false;
        _place = _place with { Executions = executions, Intents = taken };
        if (done == PaperCommit.Behind) return true; // folded and taken is kept in memory; decided is decided anew
        _venue.Accept(step);
        _openOrders.Accept(snapshots);
        _place = _place with { Revision = next };
        foreach (PaperAnswer answer in step.Answers) say(answer.ToString());
        Observe?.Invoke(_venue);
        return true;
    }

    /// <returns>Up to where, and whether nothing stands behind that.</returns>
    private async Task<(EntryId To, bool IsAll)> FoldAsync(IPaperStore store, CancellationToken stop)
    {
        EntryId to = _place.Executions;
        for (int page = 0; page < Pages; page++)
        {
            PaperEntry[] entries = await store.ReadAsync(keys.Executions, to, Page, stop).ConfigureAwait(false);
            foreach (PaperEntry entry in entries)
            {
                if (!_decoder.TryDecode(entry.Id, entry.Fields, out HarvestEvent e, out DecodeError error))
                {
                    say($"paper venue: entry {entry.Id} is not understood: {error}");
                    continue;
                }
                if (!beside && entry.Id.UnixMilliseconds >= _startedUnixMs) OtherExecutors.Refuse(entry, e, keys.Executions);
                _venue.Fold(e);
            }
            if (entries is [.., var last]) to = last.Id;
            if (entries.Length < Page) return (to, true);
        }
        return (to, false);
    }

    private void Take(PaperEntry entry, long nowUnixMs)
    {
        bool isRead = IntentReader.TryRead(entry.Id, entry["payload"u8], out VenueIntent? intent, out string? problem);
        if (isRead) _venue.Take(intent!, nowUnixMs);
        else if (problem is not null) say($"paper venue: intent {entry.Id} is not understood: {problem}");
    }

    private async Task WaitedAsync(TimeSpan wait, CancellationToken stop)
    {
        try
        {
            await Task.Delay(wait, time, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Debug.Assert(stop.IsCancellationRequested, "only a stop ends a wait"); // the loop looks at it
        }
    }
}
