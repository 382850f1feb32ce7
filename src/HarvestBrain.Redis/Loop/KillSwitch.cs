namespace HarvestBrain.Redis.Loop;

/// <summary>What a value of the kill switch means. Only a few values allow; anything odd stops.</summary>
internal static class KillSwitch
{
    /// <summary>Missing, empty, 0, false, off and no (any case) publish; anything else stops publishing.</summary>
    public static bool IsOn(string? value) => value?.Trim().ToLowerInvariant() is not (null or "" or "0" or "false" or "off" or "no");
}
