using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Settings;

namespace HarvestBrain.Review.Epochs;

/// <summary>The run of the policy under review: keeps what each epoch's rungs and stops did.</summary>
internal sealed class DetailedRun(EngineSettings settings, ReviewCosts costs) : PolicyRun(settings, costs, harvests: true)
{
    private readonly Dictionary<(PositionKey Key, EntryId Epoch), List<StopMove>> _stopMoves = [];
    private readonly List<EpochReview> _epochs = [];

    /// <summary>The closed epochs, in the order of their recorded closes.</summary>
    public IReadOnlyList<EpochReview> Epochs => _epochs;

    protected override void OnIntent(in Intent intent)
    {
        if (intent.Kind != IntentKind.MoveStop) return;
        if (!_stopMoves.TryGetValue((intent.Key, intent.Epoch), out List<StopMove>? moves))
            _stopMoves.Add((intent.Key, intent.Epoch), moves = []);
        moves.Add(new StopMove(intent.StopKind, intent.StopPrice, intent.TimeUnixMs));
    }

    protected override void OnClose(EpochRecord record, Outcome outcome, decimal netPnl)
    {
        _stopMoves.Remove((record.Key, record.Id), out List<StopMove>? moves);
        var rungs = new List<RungFill>();
        foreach (Rung rung in outcome.Closed?.Rungs ?? [])
        {
            if (rung.AverageFillPrice is not { } price) continue;
            rungs.Add(new RungFill(
                rung.TriggerR, rung.Fraction, rung.FilledQuantity, price, record.InR(rung.RealizedPnl), rung.RequestedAtUnixMs));
        }
        _epochs.Add(new EpochReview
        {
            Record = record,
            HarvestedR = record.R is null ? null : record.InR(netPnl) ?? 0,
            HarvestedCostsR = record.InR((outcome.Closed?.RealizedPnl ?? 0) - netPnl),
            Rungs = rungs,
            StopMoves = moves ?? [],
            Exit = outcome.SimulatedExit ?? record.Exit,
        });
    }
}
