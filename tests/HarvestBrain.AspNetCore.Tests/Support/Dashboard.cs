using System.Text.Json;
using HarvestBrain.Host.Tests.Documentation;

namespace HarvestBrain.AspNetCore.Tests.Support;

/// <summary>The Grafana dashboard, read as Grafana reads it.</summary>
internal static class Dashboard
{
    private static readonly JsonElement Root = JsonDocument.Parse(Repository.Read("deploy/grafana/dashboard.json")).RootElement;

    /// <summary>All panels but the rows that group them.</summary>
    public static IEnumerable<JsonElement> Panels() =>
        Root.GetProperty("panels").EnumerateArray().Where(panel => panel.GetProperty("type").GetString() != "row");

    /// <summary>The queries of a panel, with Grafana's variables set as for everything, over a short while.</summary>
    public static IEnumerable<string> Queries(JsonElement panel) => panel.GetProperty("targets").EnumerateArray()
        .Select(target => target.GetProperty("expr").GetString()!
            .Replace("$__rate_interval", "10s", StringComparison.Ordinal)
            .Replace("$__range", "1m", StringComparison.Ordinal)
            .Replace("$job", ".*", StringComparison.Ordinal)
            .Replace("$instance", ".*", StringComparison.Ordinal));

    /// <summary>The queries that fill the variables.</summary>
    public static IEnumerable<string> Variables() => Root.GetProperty("templating").GetProperty("list").EnumerateArray()
        .Where(variable => variable.GetProperty("type").GetString() == "query").Select(variable => variable.GetProperty("definition").GetString()!);
}
