using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Wire;

/// <summary>Writes a position as one JSON object, as the replay prints it. Not thread-safe: it reuses its writer.</summary>
public sealed class PositionEncoder : IDisposable
{
    private readonly Utf8JsonWriter _writer =
        new(Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Writes the position, without a line end.</summary>
    /// <param name="position">The position.</param>
    /// <param name="id">The entry that changed it.</param>
    /// <param name="simulated">The change comes from a simulated fill.</param>
    /// <param name="output">Where to.</param>
    public void Write(Position position, EntryId id, bool simulated, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(position);
        bool open = position.Direction != Direction.Flat;
        ClosedEpoch? closed = position.LastClosed; // profit and fees are those of the epoch that this entry closed, if it did
        _writer.Reset(output);
        _writer.WriteStartObject();
        _writer.WriteString("type"u8, "position"u8);
        _writer.WriteString("id"u8, id.ToString());
        PositionJson.WriteHead(_writer, position.Key, position.Direction, position.Quantity, open ? position.AverageEntry : null);
        Write("stop_loss"u8, position.CurrentStop);
        Write("initial_risk"u8, position.InitialRisk);
        WriteR("r_level"u8, position.RLevel);
        Write("realized_pnl"u8, closed?.RealizedPnl ?? position.RealizedPnl);
        Write("fees"u8, closed?.FeesQuote ?? position.FeesQuote);
        if (closed?.FeesIncomplete ?? position.FeesIncomplete) _writer.WriteBoolean("fees_incomplete"u8, true);
        Write("peak_price"u8, position.PeakPrice);
        _writer.WriteString("epoch"u8, position.Epoch.ToString());
        if (open || closed is null) WriteRungs(position.Rungs, position.InitialRiskQuote);
        else WriteRungs(closed.Rungs, closed.InitialRiskQuote);
        WriteR("realized_r"u8, closed is null ? position.RealizedR : closed.RealizedR);
        if (Words.OfStop(position) is { } stop) _writer.WriteString("stop_kind"u8, stop);
        if (closed is not null) _writer.WriteString("closed_epoch"u8, closed.Epoch.ToString());
        if (position.IsDust) _writer.WriteBoolean("dust"u8, true);
        if (position.Suspect) _writer.WriteBoolean("suspect"u8, true);
        if (simulated) _writer.WriteBoolean("simulated"u8, true);
        _writer.WriteEndObject();
        _writer.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void WriteRungs(IReadOnlyList<Rung> rungs, decimal? riskQuote)
    {
        _writer.WriteStartArray("rungs"u8);
        foreach (Rung rung in rungs)
        {
            _writer.WriteStartObject();
            Write("r"u8, rung.TriggerR);
            Write("fraction"u8, rung.TakesRest ? 1 - rungs.Sum(other => other.Fraction) : rung.Fraction);
            if (rung.TakesRest) _writer.WriteBoolean("takes_rest"u8, true);
            if (rung.IsTimeStop) _writer.WriteBoolean("time_stop"u8, true);
            _writer.WriteString("state"u8, Words.Of(rung.State));
            Write("qty"u8, rung.Quantity);
            if (rung.FilledQuantity > 0)
            {
                Write("filled_qty"u8, rung.FilledQuantity);
                Write("avg_price"u8, rung.AverageFillPrice);
                WriteR("realized_r"u8, rung.RealizedR(riskQuote));
            }
            _writer.WriteEndObject();
        }
        _writer.WriteEndArray();
    }

    private void WriteR(ReadOnlySpan<byte> name, decimal? r) => PositionJson.WriteR(_writer, name, r);

    private void Write(ReadOnlySpan<byte> name, decimal? value) => PositionJson.WriteNumber(_writer, name, value);
}
