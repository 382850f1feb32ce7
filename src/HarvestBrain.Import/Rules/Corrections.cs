using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Rules;

/// <summary>Busts and corrections: what was taken back or replaced does not count, and of versions of one execution the largest
/// does.</summary>
internal static class Corrections
{
    public static List<Execution> Apply(List<Execution> fills, Reporting.LeftOutLog log)
    {
        var replaced = new HashSet<(string, string)>();
        var versions = new Dictionary<(string, string), int>();
        foreach (Execution fill in fills)
        {
            if (fill.Replaces is { } id) replaced.Add((fill.Symbol, id));
            if (!fill.HasCorrections || !TryVersion(fill, out string stem, out int version)) continue;
            var key = (fill.Symbol, stem);
            versions[key] = Math.Max(version, versions.GetValueOrDefault(key, int.MinValue));
        }
        if (replaced.Count == 0 && versions.Count == 0) return fills;

        var kept = new List<Execution>(fills.Count);
        foreach (Execution fill in fills)
        {
            if (fill.IsBust) log.Add(fill, "bust of an execution");
            else if (fill.TextId is { } id && replaced.Contains((fill.Symbol, id))) log.Add(fill, "taken back or replaced by a correction");
            else if (fill.HasCorrections && TryVersion(fill, out string stem, out int version) && version < versions[(fill.Symbol, stem)])
                log.Add(fill, "taken back or replaced by a correction");
            else kept.Add(fill);
        }
        return kept;
    }

    // 0000e0c2.60389192.01.01: the last part is the version of what stands before it.
    private static bool TryVersion(Execution fill, out string stem, out int version)
    {
        string id = fill.TextId!;
        int point = id.LastIndexOf('.');
        (stem, version) = (id, 0);
        if (point <= 0 || !int.TryParse(id.AsSpan(point + 1), out version)) return false;
        stem = id[..point];
        return true;
    }
}
