using HarvestBrain.Core;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Settings;
using HarvestBrain.Core.State;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Status;

/// <summary>The saved positions that a view is made of: all counted, the open ones kept as far as they are shown.</summary>
/// <param name="options">The service's options.</param>
/// <param name="mode">The owner's mode.</param>
internal sealed class SavedPositions(HarvestBrainOptions options, HarvestMode mode)
{
    private readonly List<(string Symbol, long MarkTimeUnixMs)> _marks = [];
    private readonly List<Position> _open = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _unreadable = new(StringComparer.Ordinal);
    private readonly HarvestEngine _engine = EngineOf(options, mode);

    private const int MaxUnreadable = 20;

    public int Looked => _seen.Count;

    public int Open => _open.Count;

    /// <summary>Flat ones too: what they open is not asked for.</summary>
    public int Suspect { get; private set; }

    public bool IsPartial { get; private set; }

    /// <summary>Suspect ones first: they want to be looked at.</summary>
    public IReadOnlyList<Position> Shown { get; private set; } = [];

    public IReadOnlyDictionary<string, string> Unreadable => _unreadable;

    public HarvestPolicy PolicyOf(string symbol) => _engine.PolicyOf(symbol);

    /// <summary>Takes one as it is saved; HSCAN may give it twice.</summary>
    public void Add(string key, byte[] state)
    {
        if (!_seen.Add(key)) return;
        try
        {
            // As the owner restores it: what was asked for in the other mode binds nothing in this one.
            Position position = PositionState.Restore(state, mode, out _);
            _marks.Add((position.Key.Symbol, position.MarkTimeUnixMs));
            if (position.Suspect) Suspect++;
            if (position.Direction != Direction.Flat) _open.Add(position);
        }
        catch (StateException e)
        {
            if (_unreadable.Count < MaxUnreadable) _unreadable[key] = e.Message;
        }
    }

    public void Choose(int most, bool isPartial)
    {
        IsPartial = isPartial;
        Shown =
        [
            .. _open.OrderByDescending(position => position.Suspect)
                .ThenBy(position => position.Key.ToString(), StringComparer.Ordinal).Take(most),
        ];
        foreach (Position position in Shown) _engine.Restore(position); // what is derived, such as R, is computed there
    }

    /// <summary>
    /// Takes the settings of a symbol. Invalid ones change nothing; what the service had before them, Redis does not tell.
    /// </summary>
    public void Apply(string symbol, SymbolOverrides overrides)
    {
        if (overrides.Values.Count == 0 || overrides.WrongType is not null) return;
        if (SymbolSettings.Read(overrides.Values, PolicyOf(symbol), out HarvestPolicy policy, out _) is not null) return;
        _engine.SetPolicy(symbol, policy);
    }

    /// <summary>The symbols whose prices moved last: an intent comes with a price, so the last intents are theirs.</summary>
    public IEnumerable<string> MovedLast(int most) =>
        _marks.OrderByDescending(mark => mark.MarkTimeUnixMs).Select(mark => mark.Symbol).Distinct(StringComparer.Ordinal).Take(most);

    private static HarvestEngine EngineOf(HarvestBrainOptions options, HarvestMode mode)
    {
        var engine = new HarvestEngine(options.Policy, mode, options.MaxActionsPerMinute);
        foreach ((string symbol, HarvestPolicy policy) in options.SymbolPolicies) engine.SetPolicy(symbol, policy);
        return engine;
    }
}
