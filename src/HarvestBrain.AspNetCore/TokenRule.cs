namespace HarvestBrain.AspNetCore;

/// <summary>What holds for an endpoint when a token is wanted; without a rule the token is wanted.</summary>
internal sealed class TokenRule
{
    /// <summary>Answers without a token: a probe has none.</summary>
    public static TokenRule Open { get; } = new();

    /// <summary>Refuses as all others do, but with the page in the answer, which holds no data and asks for the token.</summary>
    public static TokenRule ShowsPage { get; } = new();
}
