namespace HarvestBrain.Core.Positions;

/// <summary>
/// What the epoch would have made if each rung had been filled at the mark at which it was asked for in shadow mode. A ledger of its own:
/// it touches no position. An exit from outside closes as large a part of it as it closes of the position.
/// </summary>
/// <param name="Quantity">What would be open, base units.</param>
/// <param name="Entry">Its average entry.</param>
/// <param name="Pnl">Its realised profit before fees, quote currency.</param>
internal readonly record struct PaperLedger(decimal Quantity, decimal Entry, decimal Pnl);
