using System.Text.RegularExpressions;

namespace HarvestBrain.Host;

/// <summary>Takes passwords out of connection strings before they are printed.</summary>
internal static partial class SecretMask
{
    public const string Mask = "***";

    public static string Apply(string text) =>
        InUrl().Replace(AsOption().Replace(text, $"${{name}}{Mask}"), $"${{name}}{Mask}@");

    [GeneratedRegex(@"(?<name>password\s*=\s*)[^,]*", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex AsOption();

    // To the last @ before a blank or a comma: a password may hold a slash or an @ that should have been escaped.
    [GeneratedRegex(@"(?<name>://)[^\s,]*@", RegexOptions.NonBacktracking)]
    private static partial Regex InUrl();
}
