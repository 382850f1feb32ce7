using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>OKX positions, as position snapshots; quantities are in contracts.</summary>
internal sealed class OkxPositions() : Format("okx-positions", "OKX positions", Shape.Json, "instId", "pos", "posSide", "avgPx", "uTime")
{
    public override void Read(Row row, Sink sink)
    {
        SymbolName symbol = row.Symbol("instId");
        if (symbol.IsInverse) row.Fail(Problem.Inverse(symbol.Name));
        PositionSide side = row.PositionSide("posSide");
        decimal quantity = row.Number("pos");
        sink.Add(new Snapshot
        {
            Symbol = symbol.Name, Market = Market.Linear, TimeMs = row.Time("uTime"), Quantity = side == PositionSide.Short
                ? -Math.Abs(quantity)
                : quantity,
            EntryPrice = row.NumberOrZero("avgPx"), MarkPrice = row.NumberOrZero("markPx"), PositionSide = side, InContracts = true,
        });
    }
}
