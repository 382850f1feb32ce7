using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;
using HarvestBrain.Review.Epochs;
using HarvestBrain.Review.Statistics;

namespace HarvestBrain.Review.Reports;

/// <summary>Writes a report as JSON: the same numbers as on the page.</summary>
internal static class ReportJson
{
    public static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(ReportNumbers numbers)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", 1);
            WriteInputs(json, numbers.Inputs);
            json.WriteStartObject("policy");
            foreach ((string name, string value) in numbers.Options.Policy) json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteStartArray("epochs");
            foreach (EpochReview epoch in numbers.Epochs) WriteEpoch(json, epoch);
            json.WriteEndArray();
            WriteRun(json, "recorded", numbers.Recorded);
            WriteRun(json, "harvested", numbers.Harvested);
            WriteDifference(json, numbers.Difference);
            if (numbers.OtherPathMean is not null) WriteNumber(json, "difference_other_bar_path", numbers.OtherPathMean);
            if (numbers.RungsDecidedInsideABar is not null) WriteNumber(json, "rungs_decided_inside_a_bar", numbers.RungsDecidedInsideABar);
            WriteHitRates(json, numbers.HitRates);
            WriteRungs(json, numbers);
            WriteMonteCarlo(json, numbers);
            json.WriteStartArray("cannot_conclude");
            foreach (string text in numbers.CannotConclude) json.WriteStringValue(text);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    public static void WriteInputs(Utf8JsonWriter json, IReadOnlyList<ReviewInput> inputs)
    {
        json.WriteStartArray("inputs");
        foreach (ReviewInput input in inputs)
        {
            json.WriteStartObject();
            json.WriteString("name", input.Name);
            json.WriteString("sha256", input.Sha256);
            json.WriteNumber("entries", input.Entries);
            WriteTime(json, "first", input.FirstUnixMs);
            WriteTime(json, "last", input.LastUnixMs);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>A number, or null where it cannot be said.</summary>
    public static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (Numbers.Rounded(value) is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    public static void WriteInterval(Utf8JsonWriter json, string name, BootstrapInterval? interval)
    {
        if (interval is not { Lo: { } lo, Hi: { } hi })
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartArray(name);
        json.WriteNumberValue(Numbers.Rounded(lo)!.Value);
        json.WriteNumberValue(Numbers.Rounded(hi)!.Value);
        json.WriteEndArray();
    }

    private static void WriteEpoch(Utf8JsonWriter json, EpochReview epoch)
    {
        EpochRecord record = epoch.Record;
        json.WriteStartObject();
        json.WriteString("id", record.Id.ToString());
        json.WriteString("symbol", record.Key.Symbol);
        json.WriteString("side", record.Direction == Direction.Long ? "LONG" : "SHORT");
        WriteTime(json, "opened", record.OpenedMs);
        WriteTime(json, "closed", record.ClosedMs);
        WriteMoney(json, "qty", record.Quantity);
        WriteMoney(json, "entry", record.Entry);
        if (record.Stop is { } stop) WriteMoney(json, "stop", stop);
        else json.WriteNull("stop");
        json.WriteString("risk_source", Of(record.RiskSource));
        WriteNumber(json, "r_recorded", record.R);
        WriteNumber(json, "r_harvested", epoch.IsCovered ? epoch.HarvestedR : null);
        WriteNumber(json, "mfe_r", record.MfeR);
        WriteNumber(json, "mae_r", record.MaeR);
        WriteNumber(json, "delta_r", epoch.IsCovered ? epoch.Delta : null);
        WriteMoney(json, "fees", record.Fees + record.Funding);
        json.WriteBoolean("net_complete", record.NetComplete);
        json.WriteStartArray("rungs");
        foreach (RungFill fill in epoch.Rungs)
        {
            json.WriteStartObject();
            WriteMoney(json, "r", fill.R);
            WriteMoney(json, "fraction", fill.Fraction);
            WriteMoney(json, "qty", fill.Quantity);
            WriteMoney(json, "price", fill.Price);
            WriteNumber(json, "r_realised", fill.RealizedR);
            WriteTime(json, "at", fill.At);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("stop_moves");
        foreach (StopMove move in epoch.StopMoves)
        {
            json.WriteStartObject();
            json.WriteString("kind", Words.Of(move.Kind));
            WriteMoney(json, "price", move.Price);
            WriteTime(json, "at", move.At);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("exit", Of(epoch.Exit));
        json.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter json, string name, RunNumbers run)
    {
        Expectancy expectancy = run.Expectancy;
        json.WriteStartObject(name);
        json.WriteNumber("n", expectancy.N);
        WriteNumber(json, "mean_r", expectancy.MeanR);
        WriteNumber(json, "median_r", expectancy.MedianR);
        WriteNumber(json, "sd_r", expectancy.SdR);
        WriteNumber(json, "sqn", expectancy.Sqn);
        WriteNumber(json, "profit_factor", expectancy.ProfitFactor);
        WriteNumber(json, "payoff", expectancy.Payoff);
        WriteNumber(json, "win_rate", expectancy.WinRate);
        json.WriteNumber("longest_losing_streak", expectancy.LongestLosingStreak);
        WriteNumber(json, "max_drawdown_r", run.MaxDrawdownR);
        json.WriteEndObject();
    }

    private static void WriteDifference(Utf8JsonWriter json, Difference difference)
    {
        json.WriteStartObject("difference");
        WriteNumber(json, "mean", difference.Interval?.Mean);
        WriteInterval(json, "ci95", difference.Interval);
        WriteNumber(json, "p_better", difference.Interval?.ShareAboveZero);
        if (difference.Needed is { } needed) json.WriteNumber("n_needed", needed);
        else json.WriteNull("n_needed");
        json.WriteEndObject();
    }

    private static void WriteHitRates(Utf8JsonWriter json, IReadOnlyList<HitRate> rates)
    {
        json.WriteStartArray("hit_rates");
        foreach (HitRate rate in rates)
        {
            json.WriteStartObject();
            WriteNumber(json, "r", rate.R);
            WriteNumber(json, "rate", rate.Rate);
            WriteNumber(json, "lo", rate.Lo);
            WriteNumber(json, "hi", rate.Hi);
            json.WriteNumber("at_risk", rate.AtRisk);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteRungs(Utf8JsonWriter json, ReportNumbers numbers)
    {
        json.WriteStartArray("rungs");
        foreach (RungNumbers rung in numbers.Rungs)
        {
            json.WriteStartObject();
            WriteMoney(json, "r", rung.Rung.TriggerR);
            WriteMoney(json, "fraction", rung.Rung.Fraction);
            json.WriteNumber("times", rung.Times);
            WriteNumber(json, "contribution_r", rung.ContributionR);
            WriteNumber(json, "worth_r", rung.WorthR);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("stops");
        foreach (StopNumbers stop in numbers.Stops)
        {
            json.WriteStartObject();
            json.WriteString("kind", Of(stop.Rule));
            json.WriteNumber("times", stop.Times);
            WriteNumber(json, "worth_r", stop.WorthR);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteMonteCarlo(Utf8JsonWriter json, ReportNumbers numbers)
    {
        json.WriteStartObject("monte_carlo");
        WriteNumber(json, "risk_fraction", numbers.Options.RiskFraction);
        WriteSpread(json, "end", numbers.MonteCarlo?.End);
        WriteSpread(json, "max_drawdown", numbers.MonteCarlo?.MaxDrawdown);
        json.WriteEndObject();
    }

    private static void WriteSpread(Utf8JsonWriter json, string name, Spread? spread)
    {
        if (spread is not { } known || Numbers.Rounded(known.P95) is null)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartArray(name);
        json.WriteNumberValue(Numbers.Rounded(known.P5)!.Value);
        json.WriteNumberValue(Numbers.Rounded(known.P50)!.Value);
        json.WriteNumberValue(Numbers.Rounded(known.P95)!.Value);
        json.WriteEndArray();
    }

    private static void WriteMoney(Utf8JsonWriter json, string name, decimal value) =>
        json.WriteNumber(name, Core.PlainDecimal.Trim(value));

    private static void WriteTime(Utf8JsonWriter json, string name, long? unixMs)
    {
        if (unixMs is { } ms) json.WriteString(name, Calendar.Iso(ms));
        else json.WriteNull(name);
    }

    private static string Of(RiskSource source) => source switch
    {
        RiskSource.Stop => "stop",
        RiskSource.Fallback => "fallback",
        _ => "none",
    };

    public static string Of(ExitKind exit) => exit switch
    {
        ExitKind.Stop => "stop",
        ExitKind.Harvest => "harvest",
        ExitKind.Flip => "flip",
        ExitKind.Snapshot => "snapshot",
        _ => "manual",
    };

    public static string Of(StopRule rule) => rule switch
    {
        StopRule.BreakEven => Words.Of(StopKind.BreakEven),
        StopRule.Lock => Words.Of(StopKind.ProfitLock),
        _ => Words.Of(StopKind.Trailing),
    };
}
