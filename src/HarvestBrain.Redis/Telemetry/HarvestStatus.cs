using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.State;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>A view of the service, for health checks and status lines. Written by the loop, read from any thread.</summary>
public sealed class HarvestStatus
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Exception> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StatusSnapshot _now = new();
    private IReadOnlyList<(int Partition, HarvestStatus Status)> _parts = [];

    /// <summary>Ends when the service is owner or standby for the first time.</summary>
    public Task Ready => _ready.Task;

    /// <summary>
    /// Ends with the error when the service cannot work for the first time: a <see cref="RedisUnreachableException"/> when Redis was not
    /// there within the retry window of the start, a <see cref="StateException"/> for saved state of another version,
    /// <see cref="Microsoft.Extensions.Options.OptionsValidationException"/> for settings that do not fit the server, anything else for a
    /// bug. The service itself goes on trying; a program that is nothing else may end.
    /// </summary>
    public Task<Exception> Failure => _failure.Task;

    /// <summary>The view as of now.</summary>
    public StatusSnapshot Now
    {
        get
        {
            StatusSnapshot own;
            IReadOnlyList<(int Partition, HarvestStatus Status)> parts;
            lock (_lock) (own, parts) = (_now, _parts);
            return own.PartitionCount == 1 ? own : CombinedStatus.Of(own, [.. parts.Select(part => (part.Partition, part.Status.Now))]);
        }
    }

    /// <summary>The partitions that this host works on, or stands by for: what they show is part of what this one shows.</summary>
    internal void Show(IReadOnlyList<(int Partition, HarvestStatus Status)> parts)
    {
        lock (_lock) _parts = parts;
    }

    internal void Fail(Exception error) => _failure.TrySetResult(error);

    internal void Update(Func<StatusSnapshot, StatusSnapshot> change)
    {
        lock (_lock)
        {
            _now = change(_now);
            if (_now.State is ServiceState.Owner or ServiceState.Standby) _ready.TrySetResult();
        }
    }
}

/// <summary>One view of the service.</summary>
public sealed record StatusSnapshot
{
    /// <summary>What it is doing.</summary>
    public ServiceState State { get; init; } = ServiceState.Starting;

    /// <summary>Shadow or live.</summary>
    public HarvestMode Mode { get; init; }

    /// <summary>Name of the instance; empty for the only one.</summary>
    public string Instance { get; init; } = "";

    /// <summary>Name of the stream that fills come from.</summary>
    public string InputStream { get; init; } = "";

    /// <summary>Why it is in <see cref="ServiceState.RedisAway"/>.</summary>
    public StoreFault? Fault { get; init; }

    /// <summary>What keeps it from working, as a text; <see langword="null"/> while nothing does.</summary>
    public string? Problem { get; init; }

    /// <summary>The kill switch is on.</summary>
    public bool KillSwitchOn { get; init; }

    /// <summary>What the kill switch holds: while it is on, who switched it on, when and why, if that was noted.</summary>
    public string? KillSwitchText { get; init; }

    /// <summary>
    /// Who switched the kill switch off last with <c>harvestbrain kill off</c>, when and why; <see langword="null"/> when nobody noted it
    /// since it was last switched on, and on a standby.
    /// </summary>
    public string? KillSwitchOff { get; init; }

    /// <summary>Open positions.</summary>
    public int OpenPositions { get; init; }

    /// <summary>Open positions that nothing is asked for because something about them may have been missed.</summary>
    public int SuspectPositions { get; init; }

    /// <summary>Open positions whose last price is older than their policy allows: nothing is asked for them.</summary>
    public int StalePositions { get; init; }

    /// <summary>
    /// Age of the oldest partial close of live mode that was neither filled nor refused, or stop move that nobody answered, from the first
    /// time it was asked for, in milliseconds; 0 = there is none. Nobody answers in shadow mode.
    /// </summary>
    public long OldestUnansweredMs { get; init; }

    /// <summary>Open positions whose last stop move nobody has answered, in live mode.</summary>
    public int UnansweredStops { get; init; }

    /// <summary>Open positions with the price through their stop for longer than their policy allows.</summary>
    public int CrossedStops { get; init; }

    /// <summary>
    /// In what the orders at the venue differ from what should stand there, position by position; at most <see cref="MaxProtection"/>.
    /// Empty without snapshots of open orders.
    /// </summary>
    public IReadOnlyList<PositionProtection> Protection { get; init; } = [];

    /// <summary>The same by code, all of them.</summary>
    public IReadOnlyList<ProtectionCount> ProtectionCounts { get; init; } = [];

    /// <summary>So many are in <see cref="Protection"/>: what is more does not fit on a page.</summary>
    public const int MaxProtection = 50;

    /// <summary>Open positions of which something is due that a limit on intents keeps back.</summary>
    public int HeldBackPositions { get; init; }

    /// <summary>Stop moves allowed in any sixty seconds; 0 before the state is loaded.</summary>
    public int StopRateLimit { get; init; }

    /// <summary>How many of them are left, as of the last batch or a few seconds ago.</summary>
    public int StopRateLeft { get; init; }

    /// <summary>How often a position snapshot differed from the fold, since the start.</summary>
    public long Drifts { get; init; }

    /// <summary>Entries not yet read, of all input streams.</summary>
    public long Lag { get; init; }

    /// <summary>Entries that another reader of the group took and that are not applied yet; 0 without one.</summary>
    public long Pending { get; init; }

    /// <summary>Partial closes allowed in any sixty seconds; 0 before the state is loaded.</summary>
    public int RateLimit { get; init; }

    /// <summary>How many of them are left, as of the last batch or a few seconds ago.</summary>
    public int RateLeft { get; init; }

    /// <summary>When the last commit was done, Unix milliseconds of this machine; 0 = none yet.</summary>
    public long LastCommitUnixMs { get; init; }

    /// <summary>When the loop last took a step, if only to find Redis away, Unix milliseconds of this machine.</summary>
    public long LastStepUnixMs { get; init; }

    /// <summary>When the loop last got an answer from Redis, Unix milliseconds of this machine.</summary>
    public long LastAnswerUnixMs { get; init; }

    /// <summary>In how many parts the symbols are worked on; 1 = all in one.</summary>
    public int PartitionCount { get; init; } = 1;

    /// <summary>The partitions that this host works on or is about to; empty when nothing is parted.</summary>
    public IReadOnlyList<PartitionState> Partitions { get; init; } = [];

    /// <summary>So many of all partitions are to be worked on by this host.</summary>
    public int AssignedPartitions { get; init; }

    /// <summary>So many of all partitions nobody works on, as far as the hosts that are there say.</summary>
    public int UnownedPartitions { get; init; }

    /// <summary>How many hosts there are, this one included; 0 when nothing is parted.</summary>
    public int Hosts { get; init; }

    /// <summary>Symbols whose settings in Redis are not valid, and why.</summary>
    public IReadOnlyDictionary<string, string> PolicyProblems { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>In what the orders of one position at the venue differ from what should stand there.</summary>
/// <param name="Position">The position; of an orphan it may be flat.</param>
/// <param name="Problem">In what, and since when.</param>
public sealed record PositionProtection(PositionKey Position, ProtectionProblem Problem);

/// <summary>How many positions have a problem of a code.</summary>
/// <param name="Code">The code.</param>
/// <param name="Positions">How many.</param>
/// <param name="OldestMs">For how long the oldest has lasted, in milliseconds.</param>
public readonly record struct ProtectionCount(ProtectionCode Code, int Positions, long OldestMs);

/// <summary>One partition, as the host sees it that works on it.</summary>
/// <param name="Partition">Its number, from 0.</param>
/// <param name="State">What its loop is doing.</param>
/// <param name="Lag">Entries not yet read.</param>
/// <param name="OpenPositions">Open positions.</param>
/// <param name="LastCommitUnixMs">When its last commit was done, Unix milliseconds of this machine; 0 = none yet.</param>
/// <param name="Problem">What keeps it from working; <see langword="null"/> while nothing does.</param>
public sealed record PartitionState(int Partition, ServiceState State, long Lag, int OpenPositions, long LastCommitUnixMs, string? Problem);
