using System.Globalization;
using HarvestBrain.Core.Events;
using HarvestBrain.Redis;
using HarvestBrain.Redis.Store;
using HarvestBrain.Simulation.Tests.Model;
using HarvestBrain.Simulation.Tests.Scheduler;

namespace HarvestBrain.Simulation.Tests;

/// <summary>Stores that are wrong in one way each. The simulation must notice, or it shows nothing.</summary>
internal static class BrokenStores
{
    public static IReadOnlyDictionary<string, StoreFactory> All { get; } = new Dictionary<string, StoreFactory>(StringComparer.Ordinal)
    {
        [nameof(NoCompareAndSet)] = (redis, options, consumer, owner) => new NoCompareAndSet(redis, options, consumer, owner),
        [nameof(UnfencedRead)] = (redis, options, consumer, owner) => new UnfencedRead(redis, options, consumer, owner),
        [nameof(UnfencedCommit)] = (redis, options, consumer, owner) => new UnfencedCommit(redis, options, consumer, owner),
        [nameof(UnfencedClaim)] = (redis, options, consumer, owner) => new UnfencedClaim(redis, options, consumer, owner),
        [nameof(NeitherDedupNorCompareAndSet)] = (redis, options, consumer, owner) => new NeitherDedupNorCompareAndSet(redis, options, consumer, owner),
        [nameof(NoKillSwitchInCommit)] = (redis, options, consumer, owner) => new NoKillSwitchInCommit(redis, options, consumer, owner),
        [nameof(AcknowledgesFirst)] = (redis, options, consumer, owner) => new AcknowledgesFirst(redis, options, consumer, owner),
        [nameof(ClaimsFirst)] = (redis, options, consumer, owner) => new ClaimsFirst(redis, options, consumer, owner),
        [nameof(NeverClaims)] = (redis, options, consumer, owner) => new NeverClaims(redis, options, consumer, owner),
        [nameof(ReadsWithoutPending)] = (redis, options, consumer, owner) => new ReadsWithoutPending(redis, options, consumer, owner),
        [nameof(GroupAtTheEnd)] = (redis, options, consumer, owner) => new GroupAtTheEnd(redis, options, consumer, owner),
        [nameof(SavesNoCursors)] = (redis, options, consumer, owner) => new SavesNoCursors(redis, options, consumer, owner),
        [nameof(MovesCursorsFirst)] = (redis, options, consumer, owner) => new MovesCursorsFirst(redis, options, consumer, owner),
        [nameof(SnapshotsAfterPending)] = (redis, options, consumer, owner) => new SnapshotsAfterPending(redis, options, consumer, owner),
        [nameof(SavesNoPositions)] = (redis, options, consumer, owner) => new SavesNoPositions(redis, options, consumer, owner),
    };

    public sealed class NoCompareAndSet(ModelRedis redis, HarvestBrainOptions options, string consumer, string owner)
        : ModelStore(redis, options, consumer, owner)
    {
        protected override bool IsNext(CommitBatch batch) => true;
    }

    public sealed class UnfencedRead(ModelRedis redis, HarvestBrainOptions options, string consumer, string owner)
        : ModelStore(redis, options, consumer, owner)
    {
        protected override bool MayRead(string lease) => true;
    }

    public sealed class UnfencedCommit(ModelRedis redis, HarvestBrainOptions options, string consumer, string owner)
        : ModelStore(redis, options, consumer, owner)
    {
        protected override bool MayCommit(string lease) => true;
    }

    public sealed class UnfencedClaim(ModelRedis redis, HarvestBrainOptions options, string consumer, string owner)
        : ModelStore(redis, options, consumer, owner)
    {
        protected override bool MayClaim(string lease) => true;
    }

    public sealed class NeitherDedupNorCompareAndSet(ModelRedis redis, HarvestBrainOptions options, string consumer, string owner)
        : ModelStore(redis, options, consumer, owner)
    {
        protected override bool IsNext(CommitBatch batch) => true;

        protected override bool Claims(CommitIntent intent, string value) => true;
    }

    public sealed class NoKillSwitchInCommit(ModelRedis redis, HarvestBrainOptions options, string consumer, string owner)
        : ModelStore(redis, options, consumer, owner)
    {
        protected override bool IsKilled() => false;
    }

    public sealed class AcknowledgesFirst(ModelRedis redis, HarvestBrainOptions options, string consumer, string owner)
        : ModelStore(redis, options, consumer, owner)
    {
        public override IEnumerable<Action> StepsBeforeCommit(string lease, CommitBatch batch) =>
        [
            () => Redis.Run(() =>
            {
                if (Check(lease, batch) is null) Redis.Acknowledge(Keys.Input, Keys.Group, batch.Acknowledged);
                return true;
            }),
        ];
    }

    /// <summary>Claim, then publish: a crash between the two loses the intent.</summary>
    public sealed class ClaimsFirst(ModelRedis redis, HarvestBrainOptions options, string consumer, string owner)
        : ModelStore(redis, options, consumer, owner)
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

    public sealed class NeverClaims(ModelRedis redis, HarvestBrainOptions options, string consumer, string owner)
        : ModelStore(redis, options, consumer, owner)
    {
        public override ClaimResult Claim(string lease, string cursor) => new(Fenced: false, "0-0", 0, []);
    }

    /// <summary>XREADGROUP with NOACK: what is read is never pending.</summary>
    public sealed class ReadsWithoutPending(ModelRedis redis, HarvestBrainOptions options, string consumer, string owner)
        : ModelStore(redis, options, consumer, owner)
    {
        public override ReadResult Read(
            string lease, bool pending, int count, IReadOnlyList<string> symbols, IReadOnlyList<EntryId> snapshotsAfter)
        {
            ReadResult result = base.Read(lease, pending, count, symbols, snapshotsAfter);
            Redis.Acknowledge(Keys.Input, Keys.Group, result.Entries.Select(entry => entry.Id));
            return result;
        }
    }

    /// <summary>The group is always made at the end of the stream.</summary>
    public sealed class GroupAtTheEnd(ModelRedis redis, HarvestBrainOptions options, string consumer, string owner)
        : ModelStore(redis, options, consumer, owner)
    {
        public override bool? CreateGroup(string lease, string stream, string startFrom) => base.CreateGroup(lease, stream, "$");
    }

    /// <summary>What is read of the snapshots is not saved with what it did.</summary>
    public sealed class SavesNoCursors(ModelRedis redis, HarvestBrainOptions options, string consumer, string owner)
        : ModelStore(redis, options, consumer, owner)
    {
        public override CommitResult Commit(string lease, CommitBatch batch)
        {
            CursorMove[] moves = [.. batch.Cursors];
            batch.Cursors.Clear();
            CommitResult result = base.Commit(lease, batch);
            batch.Cursors.AddRange(moves);
            return result;
        }
    }

    /// <summary>Snapshots are marked as applied in a step of its own: a crash after it loses them.</summary>
    public sealed class MovesCursorsFirst(ModelRedis redis, HarvestBrainOptions options, string consumer, string owner)
        : ModelStore(redis, options, consumer, owner)
    {
        public override IEnumerable<Action> StepsBeforeCommit(string lease, CommitBatch batch) =>
        [
            () => Redis.Run(() =>
            {
                if (Check(lease, batch) is not null) return true;
                foreach (CursorMove move in batch.Cursors) Redis.HashSet(Keys.Checkpoint, move.Stream, move.To.ToString());
                batch.Cursors.Clear();
                return true;
            }),
        ];
    }

    /// <summary>What was pending is applied without the snapshots that lie among it.</summary>
    public sealed class SnapshotsAfterPending(ModelRedis redis, HarvestBrainOptions options, string consumer, string owner)
        : ModelStore(redis, options, consumer, owner)
    {
        public override ReadResult Read(
            string lease, bool pending, int count, IReadOnlyList<string> symbols, IReadOnlyList<EntryId> snapshotsAfter)
        {
            ReadResult result = base.Read(lease, pending, count, symbols, snapshotsAfter);
            return pending ? result with { Snapshots = [] } : result;
        }
    }

    /// <summary>A batch that publishes does not save what it did to the positions.</summary>
    public sealed class SavesNoPositions(ModelRedis redis, HarvestBrainOptions options, string consumer, string owner)
        : ModelStore(redis, options, consumer, owner)
    {
        public override CommitResult Commit(string lease, CommitBatch batch)
        {
            if (batch.Intents.Count > 0) batch.Positions.Clear();
            return base.Commit(lease, batch);
        }
    }
}
