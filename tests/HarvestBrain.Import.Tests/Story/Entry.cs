using System.Globalization;
using System.Text;
using System.Text.Json;

namespace HarvestBrain.Import.Tests.Story;

/// <summary>A fill that an import wrote, read back.</summary>
internal sealed record Entry(string Symbol, bool IsBuy, decimal Quantity, decimal Price, decimal Fee, long TimeMs)
{
    private const int Digits = 12; // of a product of decimals

    public static Entry Of(StoryFill fill) =>
        new(fill.Pair.Name, fill.IsBuy, fill.Quantity, fill.Price, Math.Round(fill.QuoteFee, Digits), fill.TimeMs);

    /// <summary>The fills among entries.</summary>
    public static List<Entry> Read(byte[] ndjson)
    {
        List<Entry> entries = [];
        foreach (string line in Encoding.UTF8.GetString(ndjson).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement json = document.RootElement;
            if (!json.TryGetProperty("status", out JsonElement status) || status.GetString() != "FILLED") continue;
            decimal Number(string name) => decimal.Parse(json.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
            entries.Add(new Entry(
                json.GetProperty("symbol").GetString()!, json.GetProperty("side").GetString() == "BUY", Number("qty"), Number("price"),
                Math.Round(Number("fee"), Digits), json.GetProperty("timestamp").GetInt64()));
        }
        return entries;
    }

    /// <summary>Position, realised profit and fees by symbol, folded by average cost.</summary>
    public static SortedDictionary<string, (decimal Held, decimal Realized, decimal Fees)> Fold(IEnumerable<Entry> entries)
    {
        var totals = new SortedDictionary<string, (decimal Held, decimal Realized, decimal Fees)>(StringComparer.Ordinal);
        var costs = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (Entry entry in entries)
        {
            (decimal held, decimal realized, decimal fees) = totals.GetValueOrDefault(entry.Symbol);
            decimal average = costs.GetValueOrDefault(entry.Symbol), signed = entry.IsBuy ? entry.Quantity : -entry.Quantity, after = held + signed;
            decimal closed = held * signed < 0 ? Math.Min(Math.Abs(held), entry.Quantity) : 0;
            realized += closed * (entry.Price - average) * Math.Sign(held);
            if (held * after <= 0) average = entry.Price;
            else if (closed == 0) average = ((average * Math.Abs(held)) + (entry.Price * entry.Quantity)) / Math.Abs(after);
            costs[entry.Symbol] = average;
            totals[entry.Symbol] = (after, realized, fees + entry.Fee);
        }
        return new(totals.ToDictionary(total => total.Key, total => (total.Value.Held, Math.Round(total.Value.Realized, 8), Math.Round(total.Value.Fees, 10))), StringComparer.Ordinal);
    }
}

/// <summary>An import of texts in memory.</summary>
internal static class Imports
{
    private const int FewFills = 3;

    public static ImportInput Input(string name, string text) => Input(name, Encoding.UTF8.GetBytes(text));

    public static ImportInput Input(string name, byte[] bytes) => new(name, () => new MemoryStream(bytes, writable: false));

    /// <summary>
    /// Reads; and holds what comes of it when nearly all fills go to temporary files against what comes of it when none do: the same, to
    /// the byte.
    /// </summary>
    public static ImportResult Read(IReadOnlyList<ImportInput> inputs, ImportOptions options)
    {
        using ImportResult inMemory = Importer.Read(inputs, options with { FillsInMemory = int.MaxValue });
        using ImportResult inFiles = Importer.Read(inputs, options with { FillsInMemory = FewFills });
        Assert.Equal(Table(inMemory), Table(inFiles));
        if (inMemory.Status == ImportStatus.Ready)
        {
            Assert.Equal(Bytes(inMemory), Bytes(inFiles));
            Assert.Equal(Table(inMemory), Table(inFiles));
        }
        return Importer.Read(inputs, options with { FillsInMemory = FewFills });
    }

    /// <summary>Reads and writes; nothing may be refused or asked for.</summary>
    public static byte[] Write(ImportOptions options, params ImportInput[] inputs)
    {
        ImportResult result = Imports.Read(inputs, options);
        Assert.True(result.Status == ImportStatus.Ready, Table(result));
        return Bytes(result);
    }

    public static byte[] Bytes(ImportResult result)
    {
        using var output = new MemoryStream();
        foreach (ReadOnlyMemory<byte> entry in result.Entries()) output.Write(entry.Span);
        return output.ToArray();
    }

    public static string[] Lines(ImportOptions options, params ImportInput[] inputs) =>
        Encoding.UTF8.GetString(Write(options, inputs)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static string Table(ImportResult result)
    {
        using var writer = new StringWriter();
        result.WriteTable(writer);
        return writer.ToString();
    }
}
