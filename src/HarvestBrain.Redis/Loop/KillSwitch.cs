namespace HarvestBrain.Redis.Loop;

/// <summary>What a value of the kill switch means. Only a few values allow; anything odd stops.</summary>
internal static class KillSwitch
{
    // What Lua's %s is: a value that the commit script takes for on must not be taken for off here, or nothing would ever advance.
    private static readonly char[] Blanks = [' ', '\t', '\n', '\v', '\f', '\r'];

    /// <summary>Missing, empty, 0, false, off and no (any case) publish; anything else stops publishing.</summary>
    public static bool IsOn(string? value) => value?.Trim(Blanks).ToLowerInvariant() is not (null or "" or "0" or "false" or "off" or "no");
}
