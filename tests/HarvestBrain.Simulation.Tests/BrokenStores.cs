using System.Globalization;
using HarvestBrain.Core.Events;
using HarvestBrain.Redis;
using HarvestBrain.Redis.Store;
using HarvestBrain.Testing.Model;
using HarvestBrain.Simulation.Tests.Scheduler;

namespace HarvestBrain.Simulation.Tests;

/// <summary>Stores that are wrong in one way each. The simulation must notice, or it shows nothing.</summary>
internal static class BrokenStores
{
    public static IReadOnlyDictionary<string, StoreFactory> All { get; } = new Dictionary<string, StoreFactory>(StringComparer.Ordinal)
    {
        [nameof(NoCompareAndSet)] = (redis, options, owner) => new NoCompareAndSet(redis, options, owner),
        [nameof(UnfencedCommit)] = (redis, options, owner) => new UnfencedCommit(redis, options, owner),
        [nameof(NeitherDedupNorCompareAndSet)] = (redis, options, owner) => new NeitherDedupNorCompareAndSet(redis, options, owner),
        [nameof(NoKillSwitchInCommit)] = (redis, options, owner) => new NoKillSwitchInCommit(redis, options, owner),
        [nameof(ClaimsFirst)] = (redis, options, owner) => new ClaimsFirst(redis, options, owner),
        [nameof(ReadsBeforeTheCheckpoint)] = (redis, options, owner) => new ReadsBeforeTheCheckpoint(redis, options, owner),
        [nameof(ReadsPastTheCheckpoint)] = (redis, options, owner) => new ReadsPastTheCheckpoint(redis, options, owner),
        [nameof(Skips)] = (redis, options, owner) => new Skips(redis, options, owner),
        [nameof(SnapshotsPastTheLastExecution)] = (redis, options, owner) => new SnapshotsPastTheLastExecution(redis, options, owner),
        [nameof(ShowsTheGroupAhead)] = (redis, options, owner) => new ShowsTheGroupAhead(redis, options, owner),
        [nameof(ShowsTheGroupFirst)] = (redis, options, owner) => new ShowsTheGroupFirst(redis, options, owner),
        [nameof(SavesNoCursors)] = (redis, options, owner) => new SavesNoCursors(redis, options, owner),
        [nameof(MovesCursorsFirst)] = (redis, options, owner) => new MovesCursorsFirst(redis, options, owner),
        [nameof(SavesNoPositions)] = (redis, options, owner) => new SavesNoPositions(redis, options, owner),
    };

    public sealed class NoCompareAndSet(ModelRedis redis, HarvestBrainOptions options, string owner) : ModelStore(redis, options, owner)
    {
        protected override bool IsNext(CommitBatch batch) => true;
    }

    public sealed class UnfencedCommit(ModelRedis redis, HarvestBrainOptions options, string owner) : ModelStore(redis, options, owner)
    {
        protected override bool MayCommit(string lease) => true;
    }

    public sealed class NeitherDedupNorCompareAndSet(ModelRedis redis, HarvestBrainOptions options, string owner) : ModelStore(redis, options, owner)
    {
        protected override bool IsNext(CommitBatch batch) => true;

        protected override bool Claims(CommitIntent intent, string value) => true;
    }

    public sealed class NoKillSwitchInCommit(ModelRedis redis, HarvestBrainOptions options, string owner) : ModelStore(redis, options, owner)
    {
        protected override bool IsKilled() => false;
    }

    /// <summary>Claim, then publish: a crash between the two loses the intent.</summary>
    public sealed class ClaimsFirst(ModelRedis redis, HarvestBrainOptions options, string owner) : ModelStore(redis, options, owner)
    {
        private readonly HashSet<string> _claimed = [];

        public override IEnumerable<Action> StepsBeforeCommit(string lease, CommitBatch batch) =>
        [
            () => Redis.Run(() =>
            {
                _claimed.Clear();
                if (Check(lease, batch) is not null) return true;
                foreach (CommitIntent intent in batch.Intents)
                {
                    if (base.Claims(intent, intent.TimeUnixMs.ToString(CultureInfo.InvariantCulture))) _claimed.Add(intent.IntentId);
                }
                return true;
            }),
        ];

        protected override bool Claims(CommitIntent intent, string value) => _claimed.Remove(intent.IntentId);
    }

    /// <summary>The entry at the cursor is read once more.</summary>
    public sealed class ReadsBeforeTheCheckpoint(ModelRedis redis, HarvestBrainOptions options, string owner) : ModelStore(redis, options, owner)
    {
        public override ReadResult Read(string lease, IReadOnlyList<EntryId> after, int count, IReadOnlyList<string> symbols)
        {
            EntryId at = after[0];
            EntryId before = at.Sequence > 0 ? at with { Sequence = at.Sequence - 1 } : new EntryId(Math.Max(0, at.UnixMilliseconds - 1), long.MaxValue);
            ReadResult once = base.Read(lease, after, count, symbols);
            return once.Count == 0 ? once : base.Read(lease, [before, .. after.Skip(1)], count, symbols);
        }
    }

    /// <summary>What is read is read for good: the next read goes on behind it, committed or not. As with NOACK.</summary>
    public sealed class ReadsPastTheCheckpoint(ModelRedis redis, HarvestBrainOptions options, string owner) : ModelStore(redis, options, owner)
    {
        public override ReadResult Read(string lease, IReadOnlyList<EntryId> after, int count, IReadOnlyList<string> symbols)
        {
            string key = Keys.Checkpoint + ":read";
            if (EntryId.TryParse(Redis.HashText(key, Keys.Input), out EntryId read) && read > after[0]) after = [read, .. after.Skip(1)];
            ReadResult result = base.Read(lease, after, count, symbols);
            if (result.Executions.Count > 0) Redis.HashSet(key, Keys.Input, result.Executions[^1].Id.ToString());
            return result;
        }
    }

    /// <summary>A read of several leaves one out.</summary>
    public sealed class Skips(ModelRedis redis, HarvestBrainOptions options, string owner) : ModelStore(redis, options, owner)
    {
        public override ReadResult Read(string lease, IReadOnlyList<EntryId> after, int count, IReadOnlyList<string> symbols)
        {
            ReadResult result = base.Read(lease, after, count, symbols);
            return result.Executions.Count < 3 ? result : result with { Streams = [[result.Executions[0], .. result.Executions.Skip(2)], .. result.Streams.Skip(1)] };
        }
    }

    /// <summary>The executions come in pieces, and beside the first one all snapshots.</summary>
    public sealed class SnapshotsPastTheLastExecution(ModelRedis redis, HarvestBrainOptions options, string owner) : ModelStore(redis, options, owner)
    {
        public override ReadResult Read(string lease, IReadOnlyList<EntryId> after, int count, IReadOnlyList<string> symbols)
        {
            ReadResult result = base.Read(lease, after, count, symbols);
            return result with { Streams = [[.. result.Executions.Take(1)], .. result.Streams.Skip(1)] };
        }
    }

    /// <summary>The group says that everything in the stream is read.</summary>
    public sealed class ShowsTheGroupAhead(ModelRedis redis, HarvestBrainOptions options, string owner) : ModelStore(redis, options, owner)
    {
        protected override bool Show(CommitBatch batch)
        {
            bool made = base.Show(batch);
            ModelStream stream = Redis.Stream(Keys.Input)!;
            stream.Groups[Keys.Group].Delivered = stream.LastId;
            return made;
        }
    }

    /// <summary>The group is moved in a step of its own.</summary>
    public sealed class ShowsTheGroupFirst(ModelRedis redis, HarvestBrainOptions options, string owner) : ModelStore(redis, options, owner)
    {
        public override IEnumerable<Action> StepsBeforeCommit(string lease, CommitBatch batch) =>
        [
            () =>
            {
                if (Redis.Stream(Keys.Input)?.Groups.GetValueOrDefault(Keys.Group) is { } group) group.Delivered = batch.Cursors[0].To;
            },
        ];
    }

    /// <summary>How far it is, is not saved with what it did.</summary>
    public sealed class SavesNoCursors(ModelRedis redis, HarvestBrainOptions options, string owner) : ModelStore(redis, options, owner)
    {
        protected override bool Show(CommitBatch batch) => false;
    }

    /// <summary>Snapshots are marked as applied in a step of its own: a crash after it loses them.</summary>
    public sealed class MovesCursorsFirst(ModelRedis redis, HarvestBrainOptions options, string owner) : ModelStore(redis, options, owner)
    {
        private bool _moved;

        public override IEnumerable<Action> StepsBeforeCommit(string lease, CommitBatch batch) =>
        [
            () => Redis.Run(() =>
            {
                _moved = Check(lease, batch) is null;
                foreach (CursorMove move in batch.Cursors.Where(_ => _moved)) Redis.HashSet(Keys.Checkpoint, move.Stream, move.To.ToString());
                return true;
            }),
        ];

        protected override bool IsNext(CommitBatch batch) => _moved || base.IsNext(batch);

        public override CommitResult Commit(string lease, CommitBatch batch)
        {
            CommitResult result = base.Commit(lease, batch);
            _moved = false;
            return result;
        }
    }

    /// <summary>A batch that publishes does not save what it did to the positions.</summary>
    public sealed class SavesNoPositions(ModelRedis redis, HarvestBrainOptions options, string owner) : ModelStore(redis, options, owner)
    {
        public override CommitResult Commit(string lease, CommitBatch batch)
        {
            if (batch.Intents.Count > 0) batch.Positions.Clear();
            return base.Commit(lease, batch);
        }
    }
}
