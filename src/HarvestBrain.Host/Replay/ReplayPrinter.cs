using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Settings;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Host.Replay;

/// <summary>Prints a replay: results on standard output, everything else on standard error with file and line.</summary>
internal sealed class ReplayPrinter(OutputBuffer output, EngineSettings settings, bool positions, bool trades = false)
    : IReplayOutput, IDisposable
{
    private readonly IntentEncoder _intents = new(settings.Mode, settings.Instance);
    private readonly PositionEncoder _positions = new();
    private readonly TradeEncoder _trades = new(settings.Mode, settings.Instance);

    /// <summary>Where the entry in hand comes from.</summary>
    public (string File, long Line) Place { get; set; }

    public void OnIntent(in Intent intent)
    {
        _intents.Write(intent, output);
        output.EndLine();
    }

    public void OnPosition(Position position, EntryId id, bool simulated)
    {
        if (!positions) return;
        _positions.Write(position, id, simulated, output);
        output.EndLine();
    }

    public void OnTrade(ClosedEpoch trade, EntryId id)
    {
        if (!trades) return;
        _trades.Write(trade, output);
        output.EndLine();
    }

    public void OnRejection(in FoldRejection rejection, EntryId id) => Note($"{rejection.Key} {rejection}");

    public void OnDrift(in PositionDrift drift, EntryId id) => Note($"{drift.Key} drift {drift}");

    public void OnError(in DecodeError error, IReadOnlyList<Position> suspects)
    {
        Note(error.ToString());
        foreach (Position position in suspects)
            Note($"{position.Key} Suspect: nothing is asked for until it is flat, a snapshot shows it, or it is released");
    }

    public void Dispose()
    {
        _intents.Dispose();
        _positions.Dispose();
        _trades.Dispose();
    }

    private void Note(string text) => Console.Error.WriteLine($"{Place.File}:{Place.Line}: {text}");
}
