using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>
/// FIX execution reports: 32 at 31 is the fill, 14 the sum, 38 the order. A bust (20=1, 150=H) takes an execution back, a correction
/// (20=2, 150=G) stands in its place; both name it in 19.
/// </summary>
internal sealed class FixExecutions() : Format("fix", "FIX execution reports (35=8)", Shape.Fix, "8", "35")
{
    public override void Read(Row row, Sink sink)
    {
        if (!row.Is("35", "8"))
        {
            sink.LeaveOut("message that is no execution report");
            return;
        }
        bool isBust = row.Is("20", "1") || row.Is("150", "H"), isCorrection = row.Is("20", "2") || row.Is("150", "G");
        if ((isBust || isCorrection) && row.IsEmpty("19"))
        {
            sink.LeaveOut("correction that names no execution");
            return;
        }
        if (!isBust && !isCorrection && (row.NumberOrZero("32") <= 0 || row.Is("20", "3")))
        {
            sink.LeaveOut("report without a fill");
            return;
        }
        SymbolName symbol = row.Symbol("55");
        long time = row.IsEmpty("60") ? row.TimeUtc("52") : row.TimeUtc("60");
        Execution fill = sink.Fill(
            row, symbol, IsBuy(row), isBust ? 1 : row.Positive("32"), isBust ? 1 : row.Positive("31"), time);
        fill.TextId = row.Text("17");
        fill.Replaces = isBust || isCorrection ? row.Text("19") : null;
        fill.IsBust = isBust;
        fill.OrderKey = Keys.Of(row.Cell("37"));
        fill.Quote = row.IsEmpty("15") ? null : row.Text("15");
        fill.Fee = row.NumberOrZero("137") + (row.Is("13", "3") ? row.NumberOrZero("12") : 0);
        fill.ContractSize = row.NumberOrZero("231");
        fill.InContracts = fill.ContractSize != 0;
        fill.ReduceOnly = row.Is("77", "C");
        fill.TellsReductions = !row.IsEmpty("77");
    }

    // 1 buy, 2 sell, 3 buy minus, 4 sell plus, 5 sell short, 6 sell short exempt.
    private static bool IsBuy(Row row)
    {
        ReadOnlySpan<char> side = row.Cell("54");
        if (side is "1" or "3") return true;
        if (side is not ("2" or "4" or "5" or "6")) row.Fail(side.IsEmpty ? Problem.Missing("54") : Problem.SideUnknown("54", side));
        return false;
    }
}
