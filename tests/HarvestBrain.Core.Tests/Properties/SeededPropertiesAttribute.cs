using FsCheck.Xunit;
using HarvestBrain.Core.Tests.Generators;
using HarvestBrain.Core.Tests.Properties;

[assembly: SeededProperties(Arbitrary = [typeof(Histories)])]

namespace HarvestBrain.Core.Tests.Properties;

/// <summary>
/// How many cases every property is tried with, and from which seed. The seed is fixed so that a run says the same twice; set
/// HARVEST_PROPERTY_SEED to look further (a number) or to begin with a case that failed (what the failure prints), HARVEST_PROPERTY_CASES to
/// look longer, or shorter for mutation runs.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class SeededPropertiesAttribute : PropertiesAttribute
{
    public SeededPropertiesAttribute()
    {
        string seed = Environment.GetEnvironmentVariable("HARVEST_PROPERTY_SEED") is { Length: > 0 } given ? given : "20260118";
        Replay = seed.Contains(',', StringComparison.Ordinal) ? seed : $"{seed},1";
        MaxTest = int.Parse(Environment.GetEnvironmentVariable("HARVEST_PROPERTY_CASES") is { Length: > 0 } count ? count : "1000");
        QuietOnSuccess = true;
    }
}
