using HarvestBrain.Import.Records;
using HarvestBrain.Import.Reporting;

namespace HarvestBrain.Import.Rules;

/// <summary>Funding and swap: each counts once, in order of time.</summary>
internal static class Costs
{
    public static List<Funding> Apply(List<Funding> costs, LeftOutLog log)
    {
        HashSet<(string, string)> known = [];
        List<Funding> kept = costs.FindAll(cost =>
        {
            if (string.IsNullOrEmpty(cost.Id) || known.Add((cost.Symbol, cost.Id))) return true;
            log.Add(cost, "told before: the exports overlap");
            return false;
        });
        return [.. kept.OrderBy(cost => cost.TimeMs)];
    }
}
