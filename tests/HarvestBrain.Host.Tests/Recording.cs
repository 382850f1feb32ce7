using System.Text;

namespace HarvestBrain.Host.Tests;

/// <summary>A short recorded session and what becomes of it.</summary>
internal static class Recording
{
    public const string Open =
        """{"id":"1768693537416-0","symbol":"ETHUSDT","side":"BUY","qty":1,"price":3300,"status":"FILLED","stop_loss":3200}""";

    public const string Rise = """{"id":"1768693538416-0","symbol":"ETHUSDT","price":3352,"status":"PRICE_UPDATE"}""";

    public const string RiseFurther = """{"id":"1768693539416-0","symbol":"ETHUSDT","price":3402.5,"status":"PRICE_UPDATE"}""";

    public const string Fall = """{"id":"1768693540416-0","symbol":"ETHUSDT","price":3299,"status":"PRICE_UPDATE"}""";

    /// <summary>Opens a long, reaches two rungs, falls back through break-even.</summary>
    public static string Session => Of(Open, Rise, RiseFurther, Fall);

    public static readonly string FirstClose = Flat(
        """
        {"intent_type":"HARVEST_PARTIAL","symbol":"ETHUSDT","position_side":"BOTH","side":"SELL","action":"SELL","qty":0.25,"quantity":0.25,
        "reason":"R=0.52 >= 0.5","r_level":0.52,"rung_r":0.5,"rung_index":0,"mark_price":3352,"entry_price":3300,"stop_loss":3200,"unrealized_pnl":52,
        "reduce_only":true,"reduceOnly":true,"dry_run":true,"confidence":1.0,"source":"harvest_brain",
        "intent_id":"harvest:ETHUSDT:1768693537416-0:rung:0.5","correlation_id":"harvest:ETHUSDT:1768693537416-0:rung:0.5",
        "trace_id":"harvest:ETHUSDT:1768693537416-0","position_epoch":"1768693537416-0","timestamp":"2026-01-17T23:45:38.416Z","valid_until":"2026-01-17T23:46:38.416Z"}
        """);

    public static readonly string StopMove = Flat(
        """
        {"intent_type":"MOVE_STOP","symbol":"ETHUSDT","position_side":"BOTH","stop_price":3300,"previous_stop":3200,"stop_kind":"break_even",
        "reason":"R=0.52 >= 0.5","r_level":0.52,"mark_price":3352,"entry_price":3300,"dry_run":true,"source":"harvest_brain",
        "intent_id":"harvest:ETHUSDT:1768693537416-0:stop:3300","correlation_id":"harvest:ETHUSDT:1768693537416-0:stop:3300",
        "trace_id":"harvest:ETHUSDT:1768693537416-0","position_epoch":"1768693537416-0","timestamp":"2026-01-17T23:45:38.416Z","valid_until":"2026-01-17T23:46:38.416Z"}
        """);

    /// <summary>The second rung; <paramref name="unrealized"/> depends on what is still open.</summary>
    public static string SecondClose(string unrealized) => Flat(
        $$"""
        {"intent_type":"HARVEST_PARTIAL","symbol":"ETHUSDT","position_side":"BOTH","side":"SELL","action":"SELL","qty":0.25,"quantity":0.25,
        "reason":"R=1.025 >= 1","r_level":1.025,"rung_r":1,"rung_index":1,"mark_price":3402.5,"entry_price":3300,"stop_loss":3300,"unrealized_pnl":{{unrealized}},
        "reduce_only":true,"reduceOnly":true,"dry_run":true,"confidence":1.0,"source":"harvest_brain",
        "intent_id":"harvest:ETHUSDT:1768693537416-0:rung:1","correlation_id":"harvest:ETHUSDT:1768693537416-0:rung:1",
        "trace_id":"harvest:ETHUSDT:1768693537416-0","position_epoch":"1768693537416-0","timestamp":"2026-01-17T23:45:39.416Z","valid_until":"2026-01-17T23:46:39.416Z"}
        """);

    /// <summary>What the session's replay prints.</summary>
    public static string[] Intents => [StopMove, FirstClose, SecondClose("102.5")];

    public static string Of(params string[] lines) => string.Concat(lines.Select(line => line + "\n"));

    public static string Flat(string text) => text.Replace("\n", "", StringComparison.Ordinal);

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
