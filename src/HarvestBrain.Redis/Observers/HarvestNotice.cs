using HarvestBrain.Core.Events;
using HarvestBrain.Core.Guards;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Observers;

/// <summary>Something that happened, for an <see cref="IHarvestObserver"/>. Immutable; the kinds are the types derived from it.</summary>
public abstract record HarvestNotice
{
    private protected HarvestNotice()
    {
    }

    /// <summary>When it happened, Unix milliseconds of this machine's clock.</summary>
    public long AtUnixMs { get; internal set; }

    /// <summary>May come by the thousand, and is dropped rather than take the last half of a queue.</summary>
    internal virtual bool CanWait => false;
}

/// <summary>The service has reached Redis for the first time.</summary>
/// <param name="Mode">Shadow or live.</param>
/// <param name="Instance">Name of the instance; empty for the only one.</param>
public sealed record ServiceStarted(HarvestMode Mode, string Instance) : HarvestNotice;

/// <summary>The service does something else now: it became owner or standby, lost Redis or found it again, cannot work, or ended.</summary>
/// <param name="From">What it did before.</param>
/// <param name="To">What it does now.</param>
/// <param name="Fault">Why, if it is <see cref="ServiceState.RedisAway"/> now; else <see langword="null"/>.</param>
public sealed record StateChanged(ServiceState From, ServiceState To, StoreFault? Fault) : HarvestNotice;

/// <summary>
/// An intent is on the output stream: a suggestion in shadow mode, an order in live mode. Comes after the commit, once per entry of the
/// stream: an intent whose id was claimed already was not published, and is not told.
/// </summary>
/// <param name="Intent">A partial close or a stop move, with its id, side, quantity, R and prices.</param>
/// <param name="Mode">Shadow or live.</param>
public sealed record IntentPublished(Intent Intent, HarvestMode Mode) : HarvestNotice
{
    /// <summary>Why it was asked for, as in the payload: <c>R=0.52 &gt;= 0.5</c>.</summary>
    public string Reason => IntentEncoder.Reason(Intent);
}

/// <summary>A position was opened, by a fill or because a snapshot showed it.</summary>
/// <param name="Position">The position.</param>
/// <param name="Direction">Long or short.</param>
/// <param name="Quantity">What is open, base units.</param>
/// <param name="EntryPrice">At what average entry.</param>
/// <param name="StopPrice">The stop that is known; <see langword="null"/> = none.</param>
/// <param name="EntryId">Id of the entry on the input stream.</param>
public sealed record PositionOpened(
    PositionKey Position, Direction Direction, decimal Quantity, decimal EntryPrice, decimal? StopPrice, string EntryId) : HarvestNotice;

/// <summary>A fill changed a position.</summary>
/// <param name="Position">The position.</param>
/// <param name="Side">Side of the fill.</param>
/// <param name="Quantity">Base units.</param>
/// <param name="Price">Price of the fill.</param>
/// <param name="FeeQuote">Its fee, quote currency.</param>
/// <param name="OpenQuantity">What is open now, base units.</param>
/// <param name="EntryId">Id of the entry on the input stream.</param>
public sealed record FillApplied(
    PositionKey Position, OrderSide Side, decimal Quantity, decimal Price, decimal FeeQuote, decimal OpenQuantity, string EntryId)
    : HarvestNotice
{
    internal override bool CanWait => true;
}

/// <summary>A trade is over, and is on the stream of trades.</summary>
/// <param name="Trade">What it came to.</param>
/// <param name="Mode">Shadow or live.</param>
public sealed record PositionClosed(ClosedEpoch Trade, HarvestMode Mode) : HarvestNotice;

/// <summary>
/// Something was due and was not asked for. Told when that begins, not at every price while it lasts; it stays due, and is asked for
/// when the reason is gone.
/// </summary>
/// <param name="Hold">The position and the coded reason, with its numbers.</param>
public sealed record IntentHeld(HoldReason Hold) : HarvestNotice
{
    internal override bool CanWait => true;
}

/// <summary>
/// The fold refused a fill, a part of one, or a stop: a repeat, a reduction of nothing, a stop on the wrong side. Of one batch the first 50
/// are told.
/// </summary>
/// <param name="Rejection">The position and the coded reason, with its numbers.</param>
/// <param name="EntryId">Id of the entry on the input stream.</param>
public sealed record EventRefused(FoldRejection Rejection, string EntryId) : HarvestNotice
{
    internal override bool CanWait => true;
}

/// <summary>
/// What was asked for came back rejected, cancelled or expired. A refused rung is asked for again as the settings say, a stop when a better
/// one is due.
/// </summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="IntentId">The id of the intent.</param>
/// <param name="EntryId">Id of the entry that said so, on the input stream.</param>
public sealed record IntentRefused(string Symbol, string IntentId, string EntryId) : HarvestNotice;

/// <summary>
/// The price has been through the stop of an open position for longer than the policy allows: the stop is not there, or not carried out.
/// Told once when it is found, within five seconds.
/// </summary>
/// <param name="Position">The position.</param>
/// <param name="StopPrice">The stop that should be in force.</param>
/// <param name="MarkPrice">The price.</param>
/// <param name="Quantity">What is open, base units.</param>
/// <param name="ForMs">For how long, in milliseconds.</param>
public sealed record StopCrossed(PositionKey Position, decimal StopPrice, decimal MarkPrice, decimal Quantity, long ForMs) : HarvestNotice;

/// <summary>The kill switch was found on or off. A service that starts with it off says nothing.</summary>
/// <param name="On">While on, positions are kept and nothing is published.</param>
public sealed record KillSwitchChanged(bool On) : HarvestNotice;

/// <summary>
/// Open positions became suspect, or were found so when the state was loaded: something about them may have been missed. They are tracked
/// on, and nothing is asked for until they are flat, a snapshot shows them, or they are released.
/// </summary>
/// <param name="Positions">Those that became it with the same commit, at least one.</param>
public sealed record PositionsSuspect(IReadOnlyList<PositionKey> Positions) : HarvestNotice;

/// <summary>Positions are not suspect any more: they are flat, a snapshot showed them, or an operator released them.</summary>
/// <param name="Positions">Those that were cleared with the same commit, at least one.</param>
public sealed record PositionsReleased(IReadOnlyList<PositionKey> Positions) : HarvestNotice;

/// <summary>
/// An entry could not be understood, and is on the dead-letter stream. At most <see cref="MaxPerMinute"/> a minute are told one by one, the
/// rest with <see cref="MoreEntriesDeadLettered"/>.
/// </summary>
/// <param name="EntryId">Its id on the input stream.</param>
/// <param name="Error">The coded reason, with the symbol if that could be read.</param>
public sealed record EntryDeadLettered(string EntryId, DecodeError Error) : HarvestNotice
{
    /// <summary>So many a minute are told one by one.</summary>
    public const int MaxPerMinute = 20;

    internal override bool CanWait => true;
}

/// <summary>
/// More entries could not be understood within a minute than are told one by one. Comes when the minute is over, or the service ends.
/// </summary>
/// <param name="Count">How many more.</param>
public sealed record MoreEntriesDeadLettered(int Count) : HarvestNotice;

/// <summary>Entries are gone from the input stream before they were applied; all positions are suspect.</summary>
/// <param name="Count">How many.</param>
/// <param name="Reason">How that was found.</param>
public sealed record EntriesLost(long Count, string Reason) : HarvestNotice;

/// <summary>
/// The stream of executions is another one by now: its ids lie before what was applied. It is read from its beginning, and all positions
/// are suspect.
/// </summary>
/// <param name="Stream">Its name.</param>
public sealed record StreamMadeAnew(string Stream) : HarvestNotice;

/// <summary>The service's own state is gone from Redis; all positions are suspect.</summary>
/// <param name="What">What is gone.</param>
public sealed record StateLost(string What) : HarvestNotice;

/// <summary>
/// The service cannot work: the saved state cannot be read, Redis was not there at the start, or there is a bug. Told once for each reason.
/// It goes on trying; <c>harvestbrain run</c> ends.
/// </summary>
/// <param name="Reason">What the error says.</param>
public sealed record ServiceFailed(string Reason) : HarvestNotice;
