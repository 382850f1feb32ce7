namespace HarvestBrain.Core.Settings;

/// <summary>One setting: its name, its default, what it takes and what it means. Documents and checks are made from these.</summary>
/// <param name="Name">Environment variable or configuration key.</param>
/// <param name="Default">The default as text; empty = none.</param>
/// <param name="Allowed">What it takes, for error messages.</param>
/// <param name="Meaning">What it does, in one sentence.</param>
/// <param name="IsSecret">Its value is never printed.</param>
public sealed record Setting(string Name, string Default, string Allowed, string Meaning, bool IsSecret = false);
