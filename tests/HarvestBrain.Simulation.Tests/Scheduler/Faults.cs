namespace HarvestBrain.Simulation.Tests.Scheduler;

/// <summary>What a schedule is made of.</summary>
internal enum ScheduleKind
{
    /// <summary>Crashes, freezes, lost answers, late effects, lost groups, lost leases, full memory, fail-over: no state is lost.</summary>
    NothingLost,

    /// <summary>The same, and the kill switch goes on and off.</summary>
    KillSwitch,

    /// <summary>The same, and intents are refused and asked for again.</summary>
    AskedAgain,

    /// <summary>The stream is cut past entries that nobody has applied.</summary>
    StreamCut,

    /// <summary>Checkpoint and positions are deleted; stream and group stay.</summary>
    StateDeleted,

    /// <summary>FLUSHALL.</summary>
    Flushed,
}

/// <summary>What the schedule lets go wrong.</summary>
internal sealed record Faults(ScheduleKind Kind)
{
    public bool Lossless => Kind is ScheduleKind.NothingLost or ScheduleKind.KillSwitch or ScheduleKind.AskedAgain;

    public static Faults Of(int seed) => new((seed % 12) switch
    {
        < 6 => ScheduleKind.NothingLost,
        < 8 => ScheduleKind.KillSwitch,
        8 => ScheduleKind.AskedAgain,
        9 => ScheduleKind.StreamCut,
        10 => ScheduleKind.StateDeleted,
        _ => ScheduleKind.Flushed,
    });
}
