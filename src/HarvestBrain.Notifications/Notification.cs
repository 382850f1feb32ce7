namespace HarvestBrain.Notifications;

/// <summary>One line for a person, and the same in fields for a program.</summary>
/// <param name="Type">What happened: one of a closed set of words.</param>
/// <param name="AtUnixMs">When, Unix milliseconds.</param>
/// <param name="Text">One line without control characters, at most <see cref="MaxText"/> characters.</param>
internal sealed record Notification(string Type, long AtUnixMs, string Text)
{
    /// <summary>Longest text. Several make up a message, and the longest name of a symbol is 64.</summary>
    public const int MaxText = 300;

    public string? Symbol { get; init; }

    public string? PositionSide { get; init; }

    public string? Side { get; init; }

    public decimal? Quantity { get; init; }

    public decimal? StopPrice { get; init; }

    public decimal? RLevel { get; init; }

    public string? Reason { get; init; }

    public string? IntentId { get; init; }

    public int? Attempt { get; init; }
}
