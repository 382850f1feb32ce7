using HarvestBrain.Core.Events;
using HarvestBrain.Core.Settings;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Loop;

/// <summary>Notes with every commit what it was decided by, so that <c>verify</c> can decide the same again.</summary>
internal sealed class Journal(HarvestBrainOptions options, Keys keys, SymbolPolicies policies)
{
    // Commits after which the store is asked whether an anchor is due, which costs it three commands. Well before the journal loses what
    // stands behind the last one.
    private readonly int _betweenAnchors = Math.Clamp(options.Redis.JournalMaxLength / 4, 1, 1000);
    private JournalStart? _begins;
    private bool _isOwner;
    private int _sinceAnchor;

    private bool IsOn => options.Redis.JournalMaxLength > 0;

    /// <summary>An owner begins: the policies in force are told with its first commit, as the engine was told them.</summary>
    /// <param name="first">Its first commit.</param>
    /// <param name="partition">What it was loaded to.</param>
    /// <param name="isRecovered">From memory, since Redis has lost it.</param>
    /// <param name="isFollowed">The journal leads here: no version that kept none, and nobody else, has moved the checkpoint.</param>
    public void Begin(CommitBatch first, OwnedPartition partition, bool isRecovered, bool isFollowed)
    {
        if (!IsOn) return;
        policies.Noted(); // told before to an engine that is gone
        _begins = Start(partition.Cursors.Applied) with { IsRecovered = isRecovered };
        (_isOwner, _sinceAnchor) = (false, _betweenAnchors);
        first.MustAnchor = !isFollowed;
    }

    /// <summary>Notes what a commit is decided by; the last thing before it is sent.</summary>
    public void Note(CommitBatch batch, OwnedPartition partition)
    {
        if (!IsOn)
        {
            policies.Noted();
            return;
        }
        batch.Note = new JournalNote
        {
            NowUnixMs = batch.DecidedAtUnixMs,
            Reads =
            [
                .. batch.Cursors.Select((move, i) => (Move: move, keys.Inputs[i].Word)).Where(read => read.Move.From != read.Move.To)
                    .Select(read => new JournalRead(read.Word, read.Move.To, read.Move.Entries)),
            ],
            KillSwitchOn = partition.Engine.KillSwitchOn,
            TakesBack = batch.TakesBack,
            AllSuspect = partition.AllSuspect,
            Policies = policies.Changes,
            Begins = _isOwner ? null : _begins,
        };
        policies.Noted();
        _isOwner = true; // a commit that fails ends the owner, and the next one begins with all of it
        if (++_sinceAnchor < _betweenAnchors) return;
        _sinceAnchor = 0;
        batch.Anchor = Start(batch.Cursors.Select(move => move.To));
    }

    private JournalStart Start(IEnumerable<EntryId> applied) => new(
        new EngineSettings(options.Mode, options.Instance, options.MaxActionsPerMinute, options.Policy)
        {
            MaxStopsPerMinute = options.MaxStopsPerMinute,
        },
        policies.All, [.. keys.Inputs.Zip(applied, (stream, id) => new JournalCursor(stream.Word, id))], IsRecovered: false);
}
