using System.IO.Compression;
using System.Text;
using HarvestBrain.Import.Tests.Story;

namespace HarvestBrain.Import.Tests.Reading;

/// <summary>Archives that are cut off or broken: nothing of them is imported, and nothing is thrown.</summary>
public sealed class ArchiveTests
{
    private const string Header = "Time,Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID\n";
    private const string CutOff = "trades.csv.gz: is cut off: unpack it yourself to see, or download it again";

    private static readonly ImportOptions Utc = new() { Zone = "UTC" };

    [Theory]
    [InlineData(CompressionLevel.Optimal)]
    [InlineData(CompressionLevel.NoCompression)] // stored blocks: whatever follows the cut comes out as it is
    public void Gzip_CutOffAnywhere_IsRefused(CompressionLevel level)
    {
        byte[] whole = Gzip(level, Header + Rows(1, 60));

        for (int length = 2; length < whole.Length; length += length > whole.Length - 20 ? 1 : 7)
            Assert.Contains("refused: " + CutOff, Refusal("trades.csv.gz", whole[..length]), StringComparison.Ordinal);
    }

    [Fact]
    public void Gzip_CutOff_OfPrices_IsRefused()
    {
        byte[] whole = Gzip(CompressionLevel.Optimal, Texts.Klines(1_767_607_200_000, 60_000, [.. Enumerable.Range(100, 2000).Select(i => (decimal)i)]));

        Assert.Contains("is cut off", Refusal("ETHUSDT-1m-2026-01.csv.gz", whole[..^9]), StringComparison.Ordinal);
    }

    [Fact]
    public void Gzip_WithAChangedByte_IsRefused()
    {
        byte[] bytes = Gzip(CompressionLevel.Optimal, Header + Rows(1, 300));
        bytes[^6] ^= 1; // of the checksum

        Assert.Contains("refused: trades.csv.gz: Broken(", Refusal("trades.csv.gz", bytes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(1, 5000)]
    [InlineData(7, 400)]
    public void Gzip_OfSeveralMembers_IsReadWhole_AndNotWithoutTheEndOfTheLast(int members, int rows)
    {
        byte[] bytes = [.. Enumerable.Range(0, members).SelectMany(i => Gzip(CompressionLevel.Optimal, (i == 0 ? Header : "") + Rows(1 + (i * rows), rows)))];

        Assert.Equal(members * rows, Texts.Fills(Imports.Lines(Utc, Imports.Input("trades.csv.gz", bytes))).Length);
        Assert.Contains("refused: " + CutOff, Refusal("trades.csv.gz", bytes[..^1]), StringComparison.Ordinal);
    }

    [Fact]
    public void Gzip_WhosePiecesEndAnywhere_IsReadWhole()
    {
        byte[] bytes = [.. Gzip(CompressionLevel.Optimal, Header + Rows(1, 3)), .. Gzip(CompressionLevel.Optimal, Rows(4, 3))];

        for (int piece = 1; piece <= bytes.Length; piece++)
        {
            int size = piece;
            ImportInput input = new("trades.csv.gz", () => new Pieces(bytes, size));
            Assert.Equal(6, Texts.Fills(Imports.Lines(Utc, input)).Length);
        }
    }

    [Fact]
    public void Zip_WithAChangedByte_NeverThrows()
    {
        byte[] good = Zip(Header + Rows(1, 40));
        int refused = 0;
        for (int at = 4; at < good.Length; at++)
        {
            byte[] bytes = [.. good];
            bytes[at] ^= 0xFF;
            ImportResult result = Imports.Read([Imports.Input("t.zip", bytes)], Utc);
            Importer.Recognizes(Imports.Input("t.zip", bytes));
            if (result.Status != ImportStatus.Refused) continue;
            refused++;
            Assert.Contains("t.zip", Imports.Table(result), StringComparison.Ordinal);
        }
        Assert.True(refused > good.Length / 2, $"{refused} of {good.Length}");
    }

    [Fact]
    public void Zip_CutOffAnywhere_IsRefused()
    {
        byte[] whole = Zip(Header + Rows(1, 40));

        for (int length = 4; length < whole.Length; length++)
            Assert.Contains("refused: t.zip: Broken(", Refusal("t.zip", whole[..length]), StringComparison.Ordinal);
    }

    private static string Refusal(string name, byte[] bytes)
    {
        ImportResult result = Imports.Read([Imports.Input(name, bytes)], Utc);
        Assert.Equal(ImportStatus.Refused, result.Status);
        return Imports.Table(result);
    }

    private static string Rows(int first, int count) => string.Concat(Enumerable.Range(first, count)
        .Select(i => $"26-01-05 10:{i / 60 % 60:00}:{i % 60:00},ETHUSDT,BUY,{100 + (i * 7919 % 1000)},1,{i * 31 % 977},0.1 USDT,0,true,false,{i},{i}\n"));

    private static byte[] Gzip(CompressionLevel level, string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private static byte[] Zip(string text)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create))
        {
            using Stream entry = archive.CreateEntry("trades.csv").Open();
            entry.Write(Encoding.UTF8.GetBytes(text));
        }
        return packed.ToArray();
    }

    /// <summary>Gives at most so many bytes at once.</summary>
    private sealed class Pieces(byte[] bytes, int size) : MemoryStream(bytes, writable: false)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(size, buffer.Length)]);
    }
}
