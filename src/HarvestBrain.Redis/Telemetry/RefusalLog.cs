using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>
/// Logs what the fold refused. What a feed can bring with every price is logged once a minute for each symbol and code, and then with the
/// number of the others; metrics count each. Used by one loop, from one thread at a time.
/// </summary>
internal sealed class RefusalLog(ILogger logger, TimeProvider time)
{
    /// <summary>Symbols and codes that are counted one by one; more at once are made up, or all are wrong in the same way.</summary>
    public const int MaxKinds = 1000;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Dictionary<(string Symbol, FoldCode Code), Counted> _counted = [];
    private readonly List<(string Symbol, FoldCode Code)> _over = [];
    private long _lookedAt;

    /// <summary>The fold refused something of an entry.</summary>
    public void Note(in FoldRejection rejection, EntryId id)
    {
        if (IsOfAFeed(rejection.Code))
        {
            var kind = (rejection.Key.Symbol, rejection.Code);
            if (_counted.TryGetValue(kind, out Counted known))
            {
                _counted[kind] = known with { More = known.More + 1 };
                return;
            }
            if (_counted.Count == MaxKinds) return;
            _counted.Add(kind, new Counted(time.GetTimestamp(), More: 0));
        }
        Log.Rejected(logger, rejection.Key.ToString(), rejection.ToString(), id.ToString());
    }

    /// <summary>A step of the loop begins: what was held back for a minute is told.</summary>
    public void Step()
    {
        if (_counted.Count == 0 || time.GetElapsedTime(_lookedAt) < TimeSpan.FromSeconds(1)) return;
        _lookedAt = time.GetTimestamp();
        foreach (((string Symbol, FoldCode Code) kind, Counted counted) in _counted)
        {
            if (time.GetElapsedTime(counted.Since) >= Minute) _over.Add(kind);
        }
        foreach ((string Symbol, FoldCode Code) kind in _over)
        {
            Counted counted = _counted[kind];
            _counted.Remove(kind);
            if (counted.More == 0) continue;
            Log.RejectedMore(logger, kind.Symbol, kind.Code.ToString(), counted.More);
            _counted.Add(kind, new Counted(time.GetTimestamp(), More: 0)); // it goes on: the next one is counted, too
        }
        _over.Clear();
    }

    private static bool IsOfAFeed(FoldCode code) => code is FoldCode.LatePrice or FoldCode.PriceJump or FoldCode.ClockAhead
        or FoldCode.FieldLeftOut or FoldCode.FeeNotCounted or FoldCode.StopOnWrongSide or FoldCode.StaleSnapshot;

    private readonly record struct Counted(long Since, long More);
}
