using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using HarvestBrain.Core.Tests.Generators;

namespace HarvestBrain.Core.Tests.Properties;

/// <summary>
/// How many cases a property is tried with, and from which seed. The seed is fixed so that a run says the same twice; set
/// HARVEST_PROPERTY_SEED to look further, HARVEST_PROPERTY_CASES to look longer (or shorter, for mutation runs).
/// </summary>
internal static class Cases
{
    public static int Count { get; } = (int)Read("HARVEST_PROPERTY_CASES", 1000);

    private static ulong Seed { get; } = Read("HARVEST_PROPERTY_SEED", 20260118);

    public static void Check(this Arbitrary<Scenario> histories, Action<Scenario> holds) =>
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Count).WithReplay(Seed, 1UL),
            Prop.ForAll(histories, holds));

    private static ulong Read(string name, ulong fallback) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : fallback;
}
