using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Observers;

/// <summary>
/// What was published before this instance worked, read back from the streams. It stands in for all that was told of intents and trades
/// before it, and comes whenever the state is loaded: meanwhile somebody else may have worked.
/// </summary>
/// <param name="Instance">Name of the instance; empty for the only one.</param>
/// <param name="Intents">The last entries of the stream of outputs, oldest first; also those that others wrote into it.</param>
/// <param name="Trades">The last entries of the stream of trades, oldest first; so too.</param>
internal sealed record HistoryRead(
    string Instance, IReadOnlyList<PublishedBefore> Intents, IReadOnlyList<PublishedBefore> Trades) : HarvestNotice;

/// <summary>An observer that is told <see cref="HistoryRead"/>; while there is none, nothing is read back.</summary>
internal interface IHistoryObserver : IHarvestObserver;
