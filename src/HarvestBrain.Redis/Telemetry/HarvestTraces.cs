namespace HarvestBrain.Redis.Telemetry;

/// <summary>
/// The traces of the service (<c>System.Diagnostics.Activity</c>): for every batch of entries a span <c>batch</c>, and in it <c>read</c>,
/// <c>decide</c> and <c>commit</c>. Tags are counts: <c>harvest.entries</c>, <c>harvest.intents</c>, <c>harvest.dead_letters</c>. A batch
/// that was not written has an error. Nothing is made without a listener.
/// </summary>
public static class HarvestTraces
{
    /// <summary>Name of the activity source.</summary>
    public const string SourceName = "HarvestBrain";
}
