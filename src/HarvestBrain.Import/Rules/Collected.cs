using HarvestBrain.Import.Records;
using HarvestBrain.Import.Storing;

namespace HarvestBrain.Import.Rules;

/// <summary>
/// The fills of all files as they are read, and what rules have to know of all of them before they look at the first one. Rules that leave
/// rows out mark them; what is left is read in order.
/// </summary>
internal sealed class Collected(FillStorage storage)
{
    private readonly SortedFills _fills = storage.List(Ordering.ByTime);
    private readonly Dictionary<int, (long FirstMs, long LastMs)> _files = [];
    private readonly HashSet<Market> _markets = [];
    private readonly RowSet _leftOut = new();
    private bool _leavesOut;

    public FillStorage Storage => storage;

    /// <summary>Hashes of the ids of executions.</summary>
    public KeyList Ids { get; } = new();

    public Corrections Corrections { get; } = new();

    public bool OfSeveralFiles => _files.Count > 1;

    /// <summary>Some rows have no id.</summary>
    public bool LacksIds { get; private set; }

    /// <summary>Some rows are orders.</summary>
    public bool HasOrders { get; private set; }

    /// <summary>Some rows are what an order has come to so far.</summary>
    public bool HasSums { get; private set; }

    /// <summary>Some rows tell the size of a contract by their cost.</summary>
    public bool HasCosts { get; private set; }

    /// <summary>Some rows tell which position they belong to.</summary>
    public bool HasPositions { get; private set; }

    /// <summary>Spot and derivatives are among them.</summary>
    public bool IsOfSeveralMarkets => _markets.Count > 1;

    public void Add(Execution fill)
    {
        _fills.Add(fill);
        _files[fill.File] = (_files.TryGetValue(fill.File, out var known) ? known.FirstMs : fill.TimeMs, fill.TimeMs);
        _markets.Add(fill.Market);
        Corrections.Note(fill);
        if (Deduplication.HasKey(fill)) Ids.Add(Deduplication.KeyOf(fill));
        LacksIds |= !fill.HasId;
        HasOrders |= fill.Grain != Grain.Execution;
        HasSums |= fill.Grain == Grain.OrderSoFar;
        HasPositions |= fill.Position is not null;
        HasCosts |= fill.InContracts && fill.ContractSize == 0 && fill.Cost > 0;
    }

    /// <summary>A market that something else among the inputs is of.</summary>
    public void Note(Market market) => _markets.Add(market);

    public void LeaveOut(Execution fill)
    {
        _leftOut.Add(fill);
        _leavesOut = true;
    }

    /// <summary>What is not left out, in order.</summary>
    public IEnumerable<Execution> Read()
    {
        HashSet<int> newestFirst = [.. _files.Where(file => file.Value.FirstMs > file.Value.LastMs).Select(file => file.Key)];
        return Ordering.Rank(_leavesOut ? _fills.Read().Where(fill => !_leftOut.Contains(fill)) : _fills.Read(), newestFirst);
    }

    /// <summary>They were read for the last time.</summary>
    public void Drop() => storage.Drop(_fills);
}
