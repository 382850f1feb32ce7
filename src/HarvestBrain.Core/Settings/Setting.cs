using System.Globalization;

namespace HarvestBrain.Core.Settings;

/// <summary>One setting: its name, its default, what it takes and what it means. Documents and checks are made from these.</summary>
/// <param name="Name">Environment variable or configuration key.</param>
/// <param name="Default">The default as text; empty = none.</param>
/// <param name="Allowed">What it takes, for error messages.</param>
/// <param name="Meaning">What it does, in one sentence.</param>
/// <param name="IsSecret">Its value is never printed.</param>
public record Setting(string Name, string Default, string Allowed, string Meaning, bool IsSecret = false);

/// <summary>A setting that is a whole number. Its default and its bounds stand here once.</summary>
/// <param name="Name">Environment variable or configuration key.</param>
/// <param name="DefaultValue">The default.</param>
/// <param name="Min">The smallest that it takes.</param>
/// <param name="Max">The largest that it takes.</param>
/// <param name="Meaning">What it does, in one sentence.</param>
public sealed record WholeSetting(string Name, int DefaultValue, int Min, int Max, string Meaning)
    : Setting(Name, DefaultValue.ToString(CultureInfo.InvariantCulture), SettingKind.Whole(Min, Max).Allowed, Meaning)
{
    /// <summary>It takes the value.</summary>
    public bool Contains(int value) => value >= Min && value <= Max;
}
