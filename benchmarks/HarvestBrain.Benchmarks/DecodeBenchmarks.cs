using System.Text;
using BenchmarkDotNet.Attributes;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Benchmarks;

/// <summary>From the bytes of an entry to an event.</summary>
[Config(typeof(MicroConfig))]
public class DecodeBenchmarks
{
    private const string Id = "1768693537416-0";

    private const string Price = """{"symbol":"ETHUSDT","price":3352.17,"status":"PRICE_UPDATE","timestamp":1768693537416}""";

    private const string Fill = """
        {"symbol":"ETHUSDT","side":"BUY","qty":1.25,"price":3300.5,"status":"FILLED","stop_loss":3200,"trade_id":"t-00012345","order_id":"o-0001234","fee":1.65,"timestamp":1768693537416}
        """;

    private static readonly EntryField[] PriceFields =
    [
        Field("symbol", "ETHUSDT"), Field("price", "3352.17"), Field("status", "PRICE_UPDATE"), Field("timestamp", "1768693537416"),
    ];

    private static readonly EntryField[] FillFields =
    [
        Field("symbol", "ETHUSDT"), Field("side", "BUY"), Field("qty", "1.25"), Field("price", "3300.5"), Field("status", "FILLED"),
        Field("stop_loss", "3200"), Field("trade_id", "t-00012345"), Field("order_id", "o-0001234"), Field("fee", "1.65"),
        Field("timestamp", "1768693537416"),
    ];

    private static readonly EntryField[] PayloadFields =
    [
        Field("event_type", "execution.result"), Field("trace_id", "trace-00000001"), Field("payload", Fill),
        Field("correlation_id", "bus-00000002"), Field("timestamp", "2026-01-18T00:00:09.779Z"), Field("source", "execution_service"),
    ];

    private static readonly byte[] PriceLine = Encoding.UTF8.GetBytes($$"""{"id":"{{Id}}",{{Price[1..]}}""");
    private static readonly byte[] FillLine = Encoding.UTF8.GetBytes($$"""{"id":"{{Id}}",{{Fill[1..]}}""");
    private static readonly EntryId EntryIdValue = new(1_768_693_537_416, 0);

    private readonly EntryDecoder _decoder = new();

    [Benchmark(Baseline = true), BenchmarkCategory("decode Redis fields, price")]
    public object NaiveFieldsPrice() => NaiveDecoder.DecodeFields(Id, PriceFields);

    [Benchmark, BenchmarkCategory("decode Redis fields, price")]
    public decimal FieldsPrice() => Decode(PriceFields);

    [Benchmark(Baseline = true), BenchmarkCategory("decode Redis fields, fill")]
    public object NaiveFieldsFill() => NaiveDecoder.DecodeFields(Id, FillFields);

    [Benchmark, BenchmarkCategory("decode Redis fields, fill")]
    public decimal FieldsFill() => Decode(FillFields);

    [Benchmark(Baseline = true), BenchmarkCategory("decode payload JSON, fill")]
    public object NaivePayloadFill() => NaiveDecoder.DecodeFields(Id, PayloadFields);

    [Benchmark, BenchmarkCategory("decode payload JSON, fill")]
    public decimal PayloadFill() => Decode(PayloadFields);

    [Benchmark(Baseline = true), BenchmarkCategory("decode JSON line, price")]
    public object NaiveLinePrice() => NaiveDecoder.DecodeLine(PriceLine);

    [Benchmark, BenchmarkCategory("decode JSON line, price")]
    public decimal LinePrice() => DecodeLine(PriceLine);

    [Benchmark(Baseline = true), BenchmarkCategory("decode JSON line, fill")]
    public object NaiveLineFill() => NaiveDecoder.DecodeLine(FillLine);

    [Benchmark, BenchmarkCategory("decode JSON line, fill")]
    public decimal LineFill() => DecodeLine(FillLine);

    private decimal Decode(EntryField[] fields) =>
        _decoder.TryDecode(EntryIdValue, fields, out HarvestEvent e, out DecodeError error)
            ? e.Price
            : throw new InvalidOperationException(error.ToString());

    private decimal DecodeLine(byte[] line) =>
        _decoder.TryDecodeLine(1, line, out HarvestEvent e, out DecodeError error)
            ? e.Price
            : throw new InvalidOperationException(error.ToString());

    private static EntryField Field(string name, string value) => new(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
}
