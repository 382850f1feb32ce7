using System.Globalization;
using HarvestBrain.Core;
using HarvestBrain.Core.Replay;

namespace HarvestBrain.Host.Replay;

/// <summary>The summary as a table that lines up. Ours: table libraries wrap at the terminal's width, also into a file.</summary>
internal static class SummaryTable
{
    private static readonly string[] Header =
    [
        "symbol", "fills", "intents", "asked qty", "harvested qty", "realised PnL", "realised R", "open PnL", "fees", "net PnL",
        "net PnL unharvested", "difference",
    ];

    public static void Write(TextWriter writer, ReplaySummary summary)
    {
        IReadOnlyList<SymbolSummary> symbols = summary.BySymbol();
        IReadOnlyList<string> silent = summary.SymbolsWithoutPrices, currencies = summary.QuoteCurrencies;
        List<string[]> rows = [Header, .. symbols.Select(symbol => Row(symbol, silent.Contains(symbol.Symbol)))];
        if (symbols.Count != 1 && currencies.Count < 2)
        {
            SymbolSummary total = summary.Total() with { Symbol = "total", AskedQuantity = 0, HarvestedQuantity = 0 };
            rows.Add(Row(total, silent.Count == symbols.Count, total: true));
        }
        int[] widths = [.. Header.Select((_, column) => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            if (row[0] == "total" || rows.IndexOf(row) == 1) writer.WriteLine(new string('-', widths.Sum() + (2 * (widths.Length - 1))));
            writer.WriteLine(string.Join("  ", row.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))));
        }
        writer.WriteLine();
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{summary.Entries:N0} entries. PnL in quote currency, before fees unless net."));
        if (currencies.Count > 1) writer.WriteLine($"No total: the money is in {string.Join(", ", currencies)}.");
        foreach (string symbol in silent) writer.WriteLine($"{symbol}: nothing can be said about a ladder: no prices.");
        if (summary.SymbolsWithoutFills is { Count: > 0 } unused) writer.WriteLine($"Prices and no fill: {string.Join(", ", unused)}.");
        WriteCounts(writer, "Epochs without a known risk, of which nothing is harvested", WithoutRisk(symbols));
        WriteCounts(writer, "Refused fills", summary.RefusedFills);
        if (summary.MedianGapR is { } gap)
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"Between two prices of an open position lie {gap:0.000} R in the median."));
        if (symbols.Any(symbol => symbol.FeesIncomplete))
            writer.WriteLine("* Without fees in an asset that has no price here, or that could not be read.");
        WriteCounts(writer, "Stop moves", summary.StopMoves);
        WriteCounts(writer, "Stops hit", summary.StopsHit);
        WriteCounts(writer, "Prices at which something was held", summary.Holds);
        if (summary.UnusedFills > 0)
            writer.WriteLine($"{summary.UnusedFills} recorded exit{(summary.UnusedFills == 1 ? "" : "s")} found nothing left to close: "
                + "the stop or the ladder had closed it before.");
    }

    private static void WriteCounts<T>(TextWriter writer, string what, IReadOnlyDictionary<T, long> counts)
    {
        if (counts.Count == 0) return;
        IEnumerable<string> each =
            counts.Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Key} {count.Value:N0}"));
        writer.WriteLine($"{what}: {string.Join(", ", each)}.");
    }

    private static Dictionary<string, long> WithoutRisk(IReadOnlyList<SymbolSummary> symbols) =>
        symbols.Where(symbol => symbol.EpochsWithoutRisk > 0).ToDictionary(symbol => symbol.Symbol, symbol => symbol.EpochsWithoutRisk);

    private static string[] Row(SymbolSummary symbol, bool isSilent, bool total = false) =>
    [
        symbol.Symbol,
        symbol.Fills.ToString(CultureInfo.InvariantCulture),
        symbol.Intents.ToString(CultureInfo.InvariantCulture),
        total ? "" : Quantity(symbol.AskedQuantity), // quantities of different symbols don't add up
        total ? "" : Quantity(symbol.HarvestedQuantity),
        Money(symbol.RealizedPnl),
        symbol.RealizedR.ToString("0.00", CultureInfo.InvariantCulture),
        Money(symbol.OpenPnl),
        Money(symbol.FeesQuote),
        Money(symbol.NetPnl) + Mark(symbol),
        Money(symbol.UnharvestedNetPnl) + Mark(symbol),
        isSilent ? "no prices" : Money(symbol.NetPnl - symbol.UnharvestedNetPnl),
    ];

    private static string Mark(SymbolSummary symbol) => symbol.FeesIncomplete ? "*" : "";

    private static string Quantity(decimal value) => PlainDecimal.Format(Math.Round(value, 8));

    // Two decimals for money as people know it; more where a quote currency such as ETH or BTC makes small numbers.
    private static string Money(decimal value) =>
        value.ToString(Math.Abs(value) is > 0 and < 1 ? "0.00####" : "0.00", CultureInfo.InvariantCulture);
}
