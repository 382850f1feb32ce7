using HarvestBrain.Core.Deciding;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Folding;
using HarvestBrain.Core.Guards;
using HarvestBrain.Core.Planning;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Settings;

namespace HarvestBrain.Core;

/// <summary>
/// The engine: entries in, intents out. Pure: no I/O, no clock, no randomness; the same events at the same times give the
/// same intents. Not thread-safe: one engine, one thread.
/// <code>
/// stream entry -> Wire/EntryDecoder -> event -> Positions/PositionFold -> position -> Policy/Decider -> intents
///                                                                        (asks Guards/IntentGuards)
/// </code>
/// </summary>
public sealed class HarvestEngine
{
    private readonly Dictionary<string, SymbolBook> _books = new(StringComparer.Ordinal);
    private readonly Spellings _spellings = new();
    private readonly StepResult _result = new();
    private readonly HarvestPolicy _policy;
    private readonly DecisionContext _context;

    /// <summary>An engine without positions.</summary>
    /// <param name="policy">What to ask for; can be overridden per symbol with <see cref="SetPolicy"/>.</param>
    /// <param name="mode">Shadow or live. What was asked for in one binds nothing in the other.</param>
    /// <param name="maxActionsPerMinute">Partial closes in any sixty seconds over all symbols; 0 = no limit.</param>
    /// <param name="maxStopsPerMinute">Stop moves in any sixty seconds over all symbols; 0 = no limit.</param>
    /// <exception cref="ArgumentException">The policy is not valid.</exception>
    public HarvestEngine(
        HarvestPolicy policy, HarvestMode mode, int maxActionsPerMinute,
        int maxStopsPerMinute = EngineSettings.DefaultMaxStopsPerMinute)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.Validate() is { } problem) throw new ArgumentException(problem, nameof(policy));
        _policy = policy;
        _context = new DecisionContext(mode, new RateWindow(maxActionsPerMinute), new RateWindow(maxStopsPerMinute));
    }

    /// <summary>Shadow or live.</summary>
    public HarvestMode Mode => _context.Mode;

    /// <summary>No execution is forgotten, and nothing can be saved: for a replay.</summary>
    internal bool RemembersAll { get; init; }

    /// <summary>While on, positions are folded as always and nothing is asked for.</summary>
    public bool KillSwitchOn { get; set; }

    /// <summary>The partial closes of the last minute; part of the state to save.</summary>
    public RateWindow Rate => _context.Rate;

    /// <summary>The stop moves of the last minute; part of the state to save.</summary>
    public RateWindow StopRate => _context.StopRate;

    /// <summary>Every position that was ever opened, open ones and flat ones.</summary>
    public IEnumerable<Position> Positions => _books.Values.SelectMany(book => book.Known);

    /// <summary>Folds one event and decides once for each position that it changed, and for no other.</summary>
    /// <param name="e">The event.</param>
    /// <param name="nowUnixMs">The time of the decision, Unix milliseconds: prices are fresh or stale against it.</param>
    /// <returns>What came of it; valid until the next call.</returns>
    public StepResult Apply(in HarvestEvent e, long nowUnixMs)
    {
        _result.Clear();
        if (e.LeftOut is not null && (e.Kind == EventKind.Fill || _books.ContainsKey(e.Symbol)))
            _result.RejectionList.Add(new(new PositionKey(e.Symbol, e.PositionSide), FoldCode.FieldLeftOut, 0, 0) { Detail = e.LeftOut });
        if (!EventTime.IsAfterItsId(e) || ClockAhead(e) is not { } ahead) return Fold(e, nowUnixMs);
        _result.RejectionList.Add(ahead);
        return Fold(EventTime.AtItsId(e), nowUnixMs);
    }

    /// <summary>The event's own time is not believed, and its entry's id stands in; <see langword="null"/> when it is.</summary>
    internal FoldRejection? ClockAhead(in HarvestEvent e) => EventTime.IsAhead(e, PolicyOf(e.Symbol).MaxClockAheadSeconds * 1000L)
        ? new(new PositionKey(e.Symbol, e.PositionSide), FoldCode.ClockAhead, e.TimeUnixMs, e.Id.UnixMilliseconds)
        : null;

    private StepResult Fold(in HarvestEvent e, long nowUnixMs)
    {
        switch (e.Kind)
        {
            case EventKind.Fill:
                SymbolBook book = BookOf(e.Symbol);
                Step(book, book[e.PositionSide], e, nowUnixMs);
                break;
            case EventKind.Cost:
                Charge(BookOf(e.Symbol), e, nowUnixMs);
                break;
            case EventKind.Price or EventKind.Outcome or EventKind.Accepted:
                // A price counts for both sides of hedge mode; an answer finds its position by the intent it echoes.
                if (!_books.TryGetValue(e.Symbol, out SymbolBook? known))
                {
                    if (e.Kind == EventKind.Price && _spellings.Find(e) is { } other) _result.RejectionList.Add(other);
                    break;
                }
                known.HasPrices |= e.Kind == EventKind.Price;
                foreach (Position? position in known.All)
                {
                    if (position is not null) Step(known, position, e, nowUnixMs);
                }
                break;
            case EventKind.PositionSnapshot or EventKind.OpenOrders:
                // Exchanges list every symbol that they know: one that is flat, and was never ours, is no position.
                if (!EventFold.TellsOfSomething(e) && Find(e.Symbol, e.PositionSide) is null) break;
                SymbolBook shown = BookOf(e.Symbol);
                Step(shown, shown[e.PositionSide], e, nowUnixMs);
                break;
            case EventKind.Ignored:
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "not a kind of event");
        }
        return _result;
    }

    /// <summary>The position of a symbol, or <see langword="null"/> when none was ever opened.</summary>
    public Position? Find(string symbol, PositionSide side = PositionSide.Both) =>
        _books.TryGetValue(symbol, out SymbolBook? book) ? book.All[(int)side] : null;

    /// <summary>Sets the policy of one symbol. It holds from the next decision on; a running epoch keeps its ladder.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="policy">The policy; <see langword="null"/> = the engine's own.</param>
    /// <param name="applyNow">A running epoch takes the new ladder too, for all that was not asked for yet.</param>
    /// <exception cref="ArgumentException">The policy is not valid.</exception>
    public void SetPolicy(string symbol, HarvestPolicy? policy, bool applyNow = false)
    {
        if (policy?.Validate() is { } problem) throw new ArgumentException(problem, nameof(policy));
        SymbolBook book = BookOf(symbol);
        book.Policy = policy ?? _policy;
        foreach (Position? position in book.All)
        {
            if (position is null) continue;
            MarkFold.LookCloser(position);
            EpochFold.Resize(position, book.Policy.ContractSize);
            if (applyNow && position.Direction != Direction.Flat) LadderAllocation.Replace(position, book.Policy);
            Planner.Plan(position, book.Policy, Replan.All);
        }
    }

    /// <summary>The policy in force for a symbol.</summary>
    public HarvestPolicy PolicyOf(string symbol) => _books.TryGetValue(symbol, out SymbolBook? book) ? book.Policy : _policy;

    /// <summary>Asks for nothing of a symbol while its settings are not known; its positions are folded as always.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="blocked">From the next decision on nothing is asked for, or it is again.</param>
    public void Block(string symbol, bool blocked) => BookOf(symbol).IsBlocked = blocked;

    /// <summary>
    /// Marks a symbol suspect, because an entry that may have been a fill could not be understood: all its positions, and one that is
    /// flat when it has none. In hedge mode both sides, also one that was never opened.
    /// </summary>
    /// <returns>The positions that became suspect; valid until the next call.</returns>
    public IReadOnlyList<Position> MarkSuspect(string symbol)
    {
        SymbolBook book = BookOf(symbol);
        if (book.IsEmpty) _ = book[PositionSide.Both];
        return SetSuspect(symbol, suspect: true);
    }

    /// <summary>Marks every position that is known suspect, flat ones too, because entries were lost. In hedge mode both sides.</summary>
    /// <returns>The positions that became suspect; valid until the next call.</returns>
    public IReadOnlyList<Position> MarkAllSuspect() => SetSuspect(symbol: null, suspect: true);

    /// <summary>Clears the suspect mark of a symbol's positions: the operator says that they are right.</summary>
    /// <returns>The positions that were cleared; valid until the next call.</returns>
    public IReadOnlyList<Position> Release(string symbol) => SetSuspect(symbol, suspect: false);

    /// <summary>The kill switch came on: all that was asked for in live mode and is unanswered is taken back, once.</summary>
    /// <param name="nowUnixMs">The time, Unix milliseconds.</param>
    /// <returns>What is to be published, and the positions to save; valid until the next call.</returns>
    public StepResult TakeBack(long nowUnixMs)
    {
        _result.Clear();
        if (Mode == HarvestMode.Shadow) return _result;
        foreach (Position position in Positions)
        {
            if (position.Direction == Direction.Flat) continue;
            if (!TakingBack.OfOpen(position, CancelReason.KillSwitch, nowUnixMs, _result.IntentList)) continue;
            Planner.Plan(position, _books[position.Key.Symbol].Policy, Replan.Next);
            _result.DirtyList.Add(position);
        }
        return _result;
    }

    /// <summary>Takes a restored position, in place of one with the same key.</summary>
    public void Restore(Position position)
    {
        ArgumentNullException.ThrowIfNull(position);
        SymbolBook book = BookOf(position.Key.Symbol);
        book.Put(position);
        Planner.Plan(position, book.Policy, Replan.All);
    }

    /// <summary>A fill as it would be folded now: its fee in quote currency, and of an order's total what is new in it.</summary>
    internal HarvestEvent Understood(in HarvestEvent fill)
    {
        if (fill is { IsOrderTotal: false, FeeAsset: null }) return fill;
        SymbolBook book = BookOf(fill.Symbol);
        return PositionFold.Understood(book[fill.PositionSide], fill, book.Policy);
    }

    /// <inheritdoc cref="SymbolBook.OpenFor"/>
    internal decimal OpenFor(string symbol, PositionSide side) => _books.TryGetValue(symbol, out SymbolBook? book) ? book.OpenFor(side) : 0;

    private HoldCode? BlockedBy(SymbolBook book) => KillSwitchOn ? HoldCode.KillSwitch
        : book.IsBlocked ? HoldCode.SettingsInvalid
        : !book.Policy.Enabled ? HoldCode.Disabled
        : book.IsInverse ? HoldCode.InverseContract
        : null;

    private SymbolBook BookOf(string symbol)
    {
        if (_books.TryGetValue(symbol, out SymbolBook? book)) return book;
        book = new SymbolBook(symbol, _policy, RemembersAll);
        _books.Add(symbol, book);
        _spellings.Add(symbol, book);
        return book;
    }

    /// <summary>Exchanges tell funding per symbol: without a position side, in hedge mode, what is open on either side shares it.</summary>
    private void Charge(SymbolBook book, in HarvestEvent e, long nowUnixMs)
    {
        decimal total = book.OpenFor(e.PositionSide);
        if (total == 0 || book.IsOpen(e.PositionSide))
        {
            Step(book, book[e.PositionSide], e, nowUnixMs);
            return;
        }
        // The flat position of the symbol itself remembers the cost, so that a repeat is known whatever is open then.
        if (e.ExecutionKey != 0 && !Step(book, book[e.PositionSide], e, nowUnixMs)) return;
        foreach (Position? position in book.All)
        {
            if (position is not { Quantity: > 0 }) continue;
            HarvestEvent share = e with { FeeQuote = Costs.Share(e.FeeQuote, position.Quantity, total), ExecutionKey = 0 };
            Step(book, position, share, nowUnixMs);
        }
    }

    /// <summary>Fold, plan, decide, plan: the one place where a plan is made anew.</summary>
    /// <returns>The event did something.</returns>
    private bool Step(SymbolBook book, Position position, in HarvestEvent e, long nowUnixMs)
    {
        if (e.Kind == EventKind.Price && QuietFold.Take(position, e, nowUnixMs))
        {
            _result.DirtyList.Add(position);
            _result.ChangedList.Add(position);
            return true;
        }
        HarvestPolicy policy = book.Policy;
        position.Quiet = default;
        EpochFold.Forget(position);
        (EntryId epoch, bool wasFlat) = (position.Epoch, position.Direction == Direction.Flat);
        if (policy.Protect) ProtectFold.Observe(position);
        Folded folded = EventFold.Apply(position, e, policy, Mode, _result.RejectionList, _result.DriftList);
        if (folded.Effect == FoldEffect.None) return false;
        if (policy.Protect) ProtectFold.Observe(position);
        if (e.Kind is EventKind.Fill or EventKind.PositionSnapshot && book.IsMixed) MixedModes.Distrust(book, position, _result);
        Planner.Plan(position, policy, folded.Replan);
        _result.DirtyList.Add(position);
        _result.TakeClosed(position);
        if (position.Direction != Direction.Flat && (wasFlat || position.Epoch != epoch)) _result.OpenedList.Add(position);
        if (Mode == HarvestMode.Live && e.Kind is EventKind.Fill or EventKind.PositionSnapshot)
            TakingBack.After(position, e, _result.IntentList);
        if (folded.Effect == FoldEffect.Changed)
        {
            _result.ChangedList.Add(position);
            Planner.Plan(position, policy, RequestFold.Rearm(position, policy, nowUnixMs));
            Replan after = Decider.Decide(position, policy, BlockedBy(book), _context, nowUnixMs, _result.IntentList, _result.HoldList);
            Planner.Plan(position, policy, after);
            StopFold.Watch(position, Mode);
        }
        if (position.Plan.IsProtectDue)
            Planner.Plan(position, policy, Protecting.Say(position, BlockedBy(book), nowUnixMs, _result.IntentList));
        // A price alone changes nothing of what should stand.
        if (position.Standing.IsCurrent && (e.Kind != EventKind.Price || e.StopLoss != 0 || _result.IntentList.Count > 0))
            OpenOrdersFold.Judge(position, policy, Mode, e.TimeUnixMs);
        if (e.Kind == EventKind.Price && folded.Effect == FoldEffect.Changed) QuietFold.Settle(position, policy, Mode);
        return true;
    }

    private List<Position> SetSuspect(string? symbol, bool suspect)
    {
        _result.Clear();
        foreach (SymbolBook book in _books.Values)
        {
            if (suspect && (symbol is null || book.Symbol == symbol)) book.KnowBothSides();
        }
        foreach (Position position in Positions)
        {
            if (symbol is not null && !string.Equals(position.Key.Symbol, symbol, StringComparison.Ordinal)) continue;
            if (!EpochFold.SetSuspect(position, suspect)) continue;
            Planner.Plan(position, _books[position.Key.Symbol].Policy, Replan.Next);
            _result.DirtyList.Add(position);
        }
        return _result.DirtyList;
    }
}
