using System.Text;

namespace HarvestBrain.Redis.Store;

/// <summary>What a value of the kill switch means. Only a few values allow; anything odd stops.</summary>
internal static class KillSwitch
{
    /// <summary>Missing, empty, 0, false, off and no (any case) publish; anything else stops publishing.</summary>
    /// <remarks>Blanks and letters of ASCII only, exactly as in the commit script: if they disagreed, no commit would ever pass.</remarks>
    public static bool IsOn(string? value)
    {
        ReadOnlySpan<char> word = value.AsSpan().Trim(" \t\n\v\f\r");
        foreach (string allowed in (ReadOnlySpan<string>)["", "0", "false", "off", "no"])
        {
            if (Ascii.EqualsIgnoreCase(word, allowed)) return false;
        }
        return true;
    }
}
