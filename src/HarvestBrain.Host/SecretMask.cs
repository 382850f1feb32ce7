using System.Text.RegularExpressions;

namespace HarvestBrain.Host;

/// <summary>Takes passwords out of connection strings before they are printed.</summary>
internal static partial class SecretMask
{
    private const string Mask = "***";

    public static string Apply(string text) =>
        InUrl().Replace(AsOption().Replace(text, $"${{name}}{Mask}"), $"${{name}}{Mask}@");

    [GeneratedRegex(@"(?<name>password\s*=\s*)[^,]*", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex AsOption();

    [GeneratedRegex("(?<name>://)[^/@]*@", RegexOptions.NonBacktracking)]
    private static partial Regex InUrl();
}
