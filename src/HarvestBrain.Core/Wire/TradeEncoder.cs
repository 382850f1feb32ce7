using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Wire;

/// <summary>
/// Writes a closed epoch as one JSON object: on the stream of trades, by HTTP, and as a line of a replay. Not thread-safe.
/// </summary>
/// <param name="mode">Shadow or live; in shadow it also says what the rungs would have made.</param>
/// <param name="instance">Name of the instance, empty for the only one.</param>
public sealed class TradeEncoder(HarvestMode mode, string instance = "") : IDisposable
{
    private readonly Utf8JsonWriter _writer =
        new(Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Writes the trade, without a line end.</summary>
    public void Write(ClosedEpoch trade, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(trade);
        _writer.Reset(output);
        _writer.WriteStartObject();
        _writer.WriteString("type"u8, "trade"u8);
        _writer.WriteString("symbol"u8, trade.Key.Symbol);
        _writer.WriteString("position_side"u8, Words.Of(trade.Key.Side));
        _writer.WriteString("side"u8, Words.Of(trade.Direction));
        _writer.WriteString("epoch"u8, trade.Epoch.ToString());
        _writer.WriteString("opened"u8, IntentEncoder.Iso8601(trade.OpenedAtUnixMs));
        _writer.WriteString("closed"u8, IntentEncoder.Iso8601(trade.ClosedAtUnixMs));
        Write("qty"u8, trade.Quantity);
        Write("entry_price"u8, trade.EntryPrice);
        Write("exit_price"u8, trade.ExitPrice);
        Write("initial_stop"u8, trade.InitialStop);
        Write("initial_risk"u8, trade.InitialRisk);
        _writer.WriteString("risk_source"u8, trade.InitialRisk is null ? "none"u8 : trade.InitialStop is null ? "fallback"u8 : "stop"u8);
        WriteR("r_gross"u8, trade.RealizedR);
        WriteR("r_net"u8, trade.NetR);
        Write("realized_pnl"u8, trade.RealizedPnl);
        Write("fees"u8, trade.FeesQuote - trade.FundingQuote);
        Write("funding"u8, trade.FundingQuote);
        _writer.WriteBoolean("net_complete"u8, trade.NetComplete);
        WriteR("mfe_r"u8, trade.BestR);
        WriteR("mae_r"u8, trade.WorstR);
        if (mode == HarvestMode.Shadow) WriteR("r_paper"u8, trade.PaperR);
        _writer.WriteString("exit"u8, Words.Of(trade.Exit));
        WriteRungs(trade);
        WriteStopMoves(trade);
        _writer.WriteString("mode"u8, Words.Of(mode));
        if (instance.Length > 0) _writer.WriteString("instance"u8, instance);
        _writer.WriteEndObject();
        _writer.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void WriteRungs(ClosedEpoch trade)
    {
        _writer.WriteStartArray("rungs"u8);
        foreach (Rung rung in trade.Rungs)
        {
            if (rung.FilledQuantity <= 0) continue;
            _writer.WriteStartObject();
            Write("r"u8, rung.TriggerR);
            Write("fraction"u8, rung.Fraction);
            if (rung.IsTimeStop) _writer.WriteBoolean("time_stop"u8, true);
            Write("qty"u8, rung.FilledQuantity);
            Write("price"u8, rung.AverageFillPrice);
            WriteR("r_realized"u8, rung.RealizedR(trade.InitialRiskQuote));
            _writer.WriteString("at"u8, IntentEncoder.Iso8601(rung.FilledAtUnixMs));
            _writer.WriteEndObject();
        }
        _writer.WriteEndArray();
    }

    private void WriteStopMoves(ClosedEpoch trade)
    {
        _writer.WriteStartArray("stop_moves"u8);
        foreach (MovedStop move in trade.StopMoves)
        {
            _writer.WriteStartObject();
            _writer.WriteString("kind"u8, Words.Of(move.Kind));
            Write("price"u8, move.Price);
            _writer.WriteString("at"u8, IntentEncoder.Iso8601(move.AtUnixMs));
            _writer.WriteEndObject();
        }
        _writer.WriteEndArray();
    }

    private void WriteR(ReadOnlySpan<byte> name, decimal? r) => PositionJson.WriteR(_writer, name, r);

    private void Write(ReadOnlySpan<byte> name, decimal? value) => PositionJson.WriteNumber(_writer, name, value);
}
