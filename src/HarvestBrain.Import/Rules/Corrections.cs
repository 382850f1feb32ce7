using HarvestBrain.Import.Records;
using HarvestBrain.Import.Reporting;

namespace HarvestBrain.Import.Rules;

/// <summary>Busts and corrections: what was taken back or replaced does not count, and of versions of one execution the largest
/// does.</summary>
internal sealed class Corrections
{
    private const string Replaced = "taken back or replaced by a correction";

    private readonly KeyList _replaced = new();
    private readonly List<(ulong Stem, int Version)> _versions = []; // 16 bytes for each execution of a format that has versions

    /// <summary>Notes what a fill says of others; once of each, before <see cref="Apply"/>.</summary>
    public void Note(Execution fill)
    {
        if (fill.Replaces is { } id) _replaced.Add(Keys.Of(fill.Symbol, id));
        if (TryVersion(fill, out ulong stem, out int version)) _versions.Add((stem, version));
    }

    public void Apply(Collected fills, LeftOutLog log)
    {
        if (_replaced.IsEmpty && _versions.Count == 0) return;
        _replaced.Sort();
        _versions.Sort();
        foreach (Execution fill in fills.Read())
        {
            string? reason = fill.IsBust ? "bust of an execution"
                : fill.TextId is { } id && _replaced.Contains(Keys.Of(fill.Symbol, id)) ? Replaced
                : TryVersion(fill, out ulong stem, out int version) && HasLarger(stem, version) ? Replaced
                : null;
            if (reason is null) continue;
            log.Add(fill, reason);
            fills.LeaveOut(fill);
        }
    }

    private bool HasLarger(ulong stem, int version)
    {
        if (version == int.MaxValue) return false;
        int place = _versions.BinarySearch((stem, version + 1));
        if (place < 0) place = ~place;
        return place < _versions.Count && _versions[place].Stem == stem;
    }

    // 0000e0c2.60389192.01.01: the last part is the version of what stands before it.
    private static bool TryVersion(Execution fill, out ulong stem, out int version)
    {
        (stem, version) = (0, 0);
        if (!fill.HasCorrections) return false;
        string id = fill.TextId!;
        int point = id.LastIndexOf('.');
        if (point <= 0 || !int.TryParse(id.AsSpan(point + 1), out version)) return false;
        stem = Keys.Of(fill.Symbol, id.AsSpan(0, point));
        return true;
    }
}
