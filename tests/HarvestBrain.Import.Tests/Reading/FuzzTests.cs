using System.IO.Compression;
using System.Text;
using HarvestBrain.Import.Tests.Story;
using static HarvestBrain.Import.Tests.Story.Texts;

namespace HarvestBrain.Import.Tests.Reading;

/// <summary>Files as they arrive: in other encodings, cut off, packed, hostile. A clear answer, and never an exception.</summary>
public sealed class FuzzTests
{
    private const string Text = "Time,Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID\n"
        + "26-01-05 10:00:00,ETHUSDT,BUY,100.5,1,100.5,0.1 USDT,0,true,false,1,1\n26-01-05 11:00:00,ETHUSDT,SELL,110.25,1,110.25,0.1 USDT,9.75,true,false,2,2\n";

    private static readonly ImportOptions Utc = new() { Zone = "UTC" };

    private static readonly string[] Expected = ["BUY 1 at 100.5 fee 0.1", "SELL 1 at 110.25 fee 0.1"];

    public static TheoryData<string> Encodings => ["utf-8-bom", "utf-16", "utf-16BE", "utf-16-no-mark", "crlf", "cr-at-end", "quoted", "semicolons", "tabs", "excel", "gz", "zip"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void File_AsItMayArrive_IsRead(string how) => Assert.Equal(Expected, Fills(Imports.Lines(Utc, Imports.Input("trades.csv", Encode(how)))));

    [Fact]
    public void DecimalCommas_AmongSemicolons_AreDecimals()
    {
        string text = Text.Replace(',', ';').Replace('.', ',');

        Assert.Equal(Expected, Fills(Imports.Lines(Utc, Imports.Input("trades.csv", text))));
    }

    [Fact]
    public void DecimalCommas_AmongCommas_AreRefusedByLine()
    {
        string text = Text.Replace("100.5,1,", "100,5,1,", StringComparison.Ordinal);

        Assert.Contains("trades.csv:2: CellsUnequal(13 cells, the header has 12)", RefusalOf(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\n")]
    public void Empty_IsRefused(string text) => Assert.Contains("refused: trades.csv: is empty", RefusalOf(text), StringComparison.Ordinal);

    [Fact]
    public void EveryTruncation_IsReadOrRefused_AndNeverHalfARow()
    {
        for (int length = 0; length < Text.Length; length++)
        {
            ImportResult result = Imports.Read([Imports.Input("trades.csv", Text[..length])], Utc);
            if (result.Status != ImportStatus.Ready) continue;
            string[] fills = Fills(result);
            // The last cell is an id that nobody needs whole; everything before it is there or refused.
            Assert.True(Expected.Take(fills.Length).SequenceEqual(fills), $"cut to {length}: {string.Join("; ", fills)}");
        }
    }

    [Theory]
    [InlineData("[{\"symbol\":\"A\",")]
    [InlineData("{\"e\":\"ORDER_TRADE_UPDATE\"")]
    [InlineData("[[1512306000000, 1, 1, 1, 1, 1], [15123078")]
    [InlineData("<FlexQueryResponse><Trades><Trade symbol=\"A\"")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]><Trade symbol=\"&a;\" buySell=\"BUY\"/>")]
    public void Broken_OfEachShape_IsRefused(string text) => Assert.Contains("refused: trades.csv", RefusalOf(text), StringComparison.Ordinal);

    [Fact]
    public void UnclosedQuote_InAnEndlessFile_IsRefusedInBoundedMemory()
    {
        string text = Text + "\"" + new string('x', 8 << 20);

        Assert.Contains("Broken(", RefusalOf(text), StringComparison.Ordinal);
    }

    [Fact]
    public void Bomb_IsRefused_WithoutBeingUnpacked()
    {
        byte[] packed = Pack(stream => new GZipStream(stream, CompressionLevel.Optimal), output =>
        {
            output.Write(Encoding.UTF8.GetBytes(Text));
            byte[] zeros = new byte[1 << 20];
            Array.Fill(zeros, (byte)'\n');
            for (int i = 0; i < 200; i++) output.Write(zeros);
        });

        ImportResult result = Imports.Read([Imports.Input("trades.csv.gz", packed)], Utc);

        Assert.Equal(ImportStatus.Refused, result.Status);
        Assert.Contains("unpacks to more than", Imports.Table(result), StringComparison.Ordinal);
    }

    [Fact]
    public void BrokenArchive_IsRefused()
    {
        ImportResult result = Imports.Read([Imports.Input("a.zip", "PK\u0003\u0004 and nothing more"u8.ToArray())], Utc);

        Assert.Contains("refused: a.zip: Broken(", Imports.Table(result), StringComparison.Ordinal);
    }

    [Fact]
    public void RandomBytes_AreRefused()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = new byte[random.Next(1, 400)];
            random.NextBytes(bytes);
            Assert.Equal(ImportStatus.Refused, Imports.Read([Imports.Input("x", bytes)], Utc).Status);
        }
    }

    [Fact]
    public void ChangedBytes_NeverThrow()
    {
        byte[] good = Encoding.UTF8.GetBytes(Text);
        for (int seed = 0; seed < 1000; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = [.. good];
            for (int i = random.Next(1, 6); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            ImportResult result = Imports.Read([Imports.Input("trades.csv", bytes)], Utc);
            if (result.Status == ImportStatus.Ready) Imports.Bytes(result);
            Imports.Table(result);
        }
    }

    [Theory]
    [InlineData("78 692.61", 78692.61)]
    [InlineData("1,234,567.5", 1234567.5)]
    [InlineData("1'234.5", 1234.5)]
    [InlineData("1,234", 1234)]
    [InlineData("1.234,5", 1234.5, true)]
    [InlineData("1.234", 1234, true)]
    [InlineData("9.64e-05", 0.0000964)]
    [InlineData("\u22123.5", -3.5)]
    public void Number_AsPeopleWriteIt_IsRead(string text, double expected, bool commaIsDecimal = false)
    {
        Assert.True(HarvestBrain.Import.Reading.Numbers.TryRead(text, commaIsDecimal, out decimal value));
        Assert.Equal((decimal)expected, value);
    }

    [Theory]
    [InlineData("1,23")]
    [InlineData("1,2345")]
    [InlineData("1.2.3")]
    [InlineData("NaN")]
    [InlineData("12x")]
    [InlineData("1e999")]
    public void Number_ThatMayMeanSeveral_IsNone(string text) => Assert.False(HarvestBrain.Import.Reading.Numbers.TryRead(text, commaIsDecimal: false, out _));

    private static byte[] Encode(string how) => how switch
    {
        "utf-8-bom" => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Text)],
        "utf-16" => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Text)],
        "utf-16BE" => [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Text)],
        "utf-16-no-mark" => Encoding.Unicode.GetBytes(Text),
        "crlf" => Encoding.UTF8.GetBytes(Text.Replace("\n", "\r\n", StringComparison.Ordinal)),
        "cr-at-end" => Encoding.UTF8.GetBytes(Text.TrimEnd()),
        "quoted" => Encoding.UTF8.GetBytes(string.Join('\n', Text.TrimEnd().Split('\n').Select(line => "\"" + line.Replace(",", "\",\"", StringComparison.Ordinal) + "\""))),
        "semicolons" => Encoding.UTF8.GetBytes(Text.Replace(',', ';')),
        "tabs" => Encoding.UTF8.GetBytes(Text.Replace(',', '\t')),
        "excel" => Encoding.UTF8.GetBytes("sep=,\n" + Text),
        "gz" => Pack(stream => new GZipStream(stream, CompressionLevel.Fastest), output => output.Write(Encoding.UTF8.GetBytes(Text))),
        "zip" => Zip(),
        _ => throw new ArgumentOutOfRangeException(nameof(how)),
    };

    private static byte[] Zip()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            foreach ((string name, string text) in new[] { ("trades.csv", Text), ("__MACOSX/trades.csv", "noise"), ("trades.csv.CHECKSUM", "noise") })
            {
                using Stream entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return stream.ToArray();
    }

    private static byte[] Pack(Func<Stream, Stream> packer, Action<Stream> write)
    {
        using var stream = new MemoryStream();
        using (Stream output = packer(stream)) write(output);
        return stream.ToArray();
    }

    private static string RefusalOf(string text)
    {
        ImportResult result = Imports.Read([Imports.Input("trades.csv", text)], Utc);
        Assert.Equal(ImportStatus.Refused, result.Status);
        return Imports.Table(result);
    }
}
