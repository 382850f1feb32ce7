using System.Globalization;
using HarvestBrain.Core;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Producers;

/// <summary>What a producer sends, and what has to come of it: in the engine, in a replay and in the service alike.</summary>
/// <param name="Name">What happened.</param>
/// <param name="Entries">The entries; see <see cref="ToldEntry"/>.</param>
internal sealed record ProducerCase(string Name, params string[] Entries)
{
    /// <summary>Settings beside the defaults, such as <c>HARVEST_QTY_STEP=0.001</c>.</summary>
    public string[] Settings { get; init; } = [];

    /// <summary>What is asked for, in order: <c>STOP 3300, SELL 0.25 @0.5</c>; decisions are parted by <c> | </c>.</summary>
    public string Asked { get; init; } = "";

    /// <summary>What is open in the end, or suspect: <c>LONG 1@3000, FLAT suspect</c>; nothing for a flat position that is trusted.</summary>
    public string Ends { get; init; } = "";

    /// <summary>How often something was refused or differed, by code: <c>LatePrice 1, StaleSnapshot 2</c>, in the order of the words.</summary>
    public string Codes { get; init; } = "";

    /// <summary>What is open in the end in a replay, which remembers more; <see langword="null"/> = the same.</summary>
    public string? EndsInReplay { get; init; }

    /// <summary>The codes of a replay; <see langword="null"/> = the same.</summary>
    public string? CodesInReplay { get; init; }

    /// <summary>Reflected at this price it is the same for a short; <see langword="null"/> = it is about a percentage or an amount of money.</summary>
    public decimal? MirrorAt { get; init; } = 3300;

    /// <summary>The same for a short.</summary>
    public ProducerCase Mirrored(decimal about) => this with
    {
        Name = Name + " (short)",
        Entries = [.. Entries.Select(entry => ToldEntry.Mirror(entry, about))],
        Asked = MirroredWords(Asked, about),
        Ends = MirroredWords(Ends, about),
        EndsInReplay = EndsInReplay is null ? null : MirroredWords(EndsInReplay, about),
        MirrorAt = null,
    };

    public static string Describe(Intent intent) => intent.Kind == IntentKind.MoveStop
        ? $"STOP {PlainDecimal.Format(intent.StopPrice)}"
        : $"{Words.Of(intent.Side)} {PlainDecimal.Format(intent.Quantity)} @{PlainDecimal.Format(intent.RungR)}";

    public static string Describe(IEnumerable<Position> positions) => string.Join(", ", positions
        .Where(position => position.Direction != Direction.Flat || position.Suspect)
        .OrderBy(position => position.Key.Side)
        .Select(position => position.Direction == Direction.Flat ? "FLAT suspect" : Words.Of(position.Direction)
            + $" {PlainDecimal.Format(position.Quantity)}@{PlainDecimal.Format(Math.Round(position.AverageEntry, 6))}"
            + (position.BaseQuantity != position.Quantity ? $" of {PlainDecimal.Format(position.BaseQuantity)}" : "")
            + (position.FeesQuote != 0 || position.FeesIncomplete ? $" fees {PlainDecimal.Format(position.FeesQuote)}" : "")
            + (position.FeesIncomplete ? " and more" : "")
            + (position.IsDust ? " dust" : "") + (position.Suspect ? " suspect" : "")));

    public static string Describe(IEnumerable<string> codes) => string.Join(", ", codes
        .GroupBy(code => code, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => $"{group.Key} {group.Count()}"));

    private static string MirroredWords(string text, decimal about)
    {
        string[] words = text.Split(' ');
        for (int i = 0; i < words.Length; i++)
        {
            string word = words[i].TrimEnd(','), tail = words[i][word.Length..];
            int at = word.IndexOf('@');
            words[i] = word switch
            {
                "SELL" => "BUY",
                "BUY" => "SELL",
                "LONG" => "SHORT",
                "SHORT" => "LONG",
                _ when i > 0 && words[i - 1] == "STOP" => Reflected(word, about),
                _ when at > 0 => word[..(at + 1)] + Reflected(word[(at + 1)..], about),
                _ => word,
            } + tail;
        }
        return string.Join(' ', words);
    }

    private static string Reflected(string price, decimal about) =>
        PlainDecimal.Format((2 * about) - decimal.Parse(price, NumberStyles.Float, CultureInfo.InvariantCulture));
}
