using System.Text.RegularExpressions;

namespace HarvestBrain.Import.Reading;

/// <summary>What names of price files tell: <c>BTCUSDT-1m-2025-01.zip</c>, <c>ETH_USDT_USDT-1h-futures.json</c>, <c>AAPL.csv</c>
/// nothing.</summary>
internal static partial class FileNames
{
    /// <summary>The symbol, as it is spelled there.</summary>
    public static string? Symbol(string path)
    {
        Match match = Candles().Match(Path.GetFileName(path));
        if (!match.Success) return null;
        string name = match.Groups["symbol"].Value;
        string[] parts = name.Split('_');
        // freqtrade writes the pair BASE/QUOTE:SETTLE with underscores; COIN-M and dated contracts of Binance have one of their own.
        return parts.Length == 3 ? $"{parts[0]}/{parts[1]}:{parts[2]}" : name;
    }

    /// <summary>Length of the bars in milliseconds; 0 = not told.</summary>
    public static long Interval(string path)
    {
        Match match = Candles().Match(Path.GetFileName(path));
        return match.Success && SourceFile.TryInterval(match.Groups["interval"].Value, out long ms) ? ms : 0;
    }

    [GeneratedRegex(@"^(?<symbol>[A-Z0-9]+(?:_[A-Z0-9]+){0,2})-(?<interval>\d+[smhdw]|aggTrades|trades)(?:[-.]|$)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Candles();
}
