namespace HarvestBrain.Core.Settings;

/// <summary>A setting that does not parse, or contradicts another.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Found">The value found; masked when it is secret.</param>
/// <param name="Why">What is wrong with it, if there is more to say than what is allowed.</param>
/// <param name="Allowed">What is allowed.</param>
public sealed record SettingProblem(string Name, string Found, string? Why, string Allowed)
{
    /// <summary>Name, value found, and what is allowed, in one line.</summary>
    public override string ToString() =>
        Why is null ? $"{Name}: found '{Found}'; allowed: {Allowed}" : $"{Name}: found '{Found}': {Why}; allowed: {Allowed}";
}
