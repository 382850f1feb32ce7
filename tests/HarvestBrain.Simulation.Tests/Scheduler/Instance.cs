using HarvestBrain.Redis.Loop;

namespace HarvestBrain.Simulation.Tests.Scheduler;

/// <summary>One run of a worker process, from its start to its crash or end.</summary>
internal sealed class Instance(int slot, int generation, SimulatedClock clock)
{
    public int Slot => slot;

    public int Generation => generation;

    /// <summary>What stands in the lease behind the token; no other instance ever has the same.</summary>
    public string Owner { get; } = $"w{slot}.{generation}";

    public SimulatedTime Time { get; } = new(clock);

    public CancellationTokenSource Stopping { get; } = new();

    public HarvestWorker? Worker { get; set; }

    public Task Run { get; set; } = Task.CompletedTask;

    /// <summary>The one call that it waits for; a worker never makes two at once.</summary>
    public Call? Parked { get; set; }

    /// <summary>It saw another one hold the lease.</summary>
    public bool SawHolder { get; set; }

    /// <summary>Until this step of the schedule nothing of it happens.</summary>
    public int FrozenUntil { get; set; }
}
