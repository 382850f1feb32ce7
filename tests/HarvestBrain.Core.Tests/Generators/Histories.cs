using FsCheck;

namespace HarvestBrain.Core.Tests.Generators;

/// <summary>What a property that takes a <see cref="Scenario"/> is tried with, unless it names histories of its own.</summary>
public static class Histories
{
    public static Arbitrary<Scenario> Any() => HistoryGen.Of(scenario => scenario);
}

/// <summary>Histories in which the limit of intents a minute is never reached.</summary>
public static class NoRateLimit
{
    public static Arbitrary<Scenario> Histories() => HistoryGen.Of(scenario => scenario with { MaxActionsPerMinute = 1000, MaxStopsPerMinute = 1000 });
}
