using System.Text.RegularExpressions;
using HarvestBrain.Core.Settings;
using HarvestBrain.Redis;

namespace HarvestBrain.Host;

/// <summary>Takes passwords out of connection strings before they are printed.</summary>
internal static partial class SecretMask
{
    public const string Mask = "***";

    /// <summary>
    /// A setting's value as it may be printed. Of a connection string all but the password is worth seeing, of other secrets nothing.
    /// </summary>
    public static string Of(Setting setting, string value) =>
        setting.IsSecret && setting != RedisSettings.UrlSetting && value.Length > 0 ? Mask : Apply(value);

    public static string Apply(string text) =>
        InUrl().Replace(AsOption().Replace(text, $"${{name}}{Mask}"), $"${{name}}{Mask}@");

    // To the next option: a password with a comma is none that the client understands, but still a password.
    [GeneratedRegex(
        @"(?<name>password\s*=\s*).*?(?=,\s*\w+\s*=|$)", RegexOptions.IgnoreCase | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex AsOption();

    // To the last @ before a blank or a comma: a password may hold a slash or an @ that should have been escaped.
    [GeneratedRegex(@"(?<name>://)[^\s,]*@", RegexOptions.NonBacktracking)]
    private static partial Regex InUrl();
}
