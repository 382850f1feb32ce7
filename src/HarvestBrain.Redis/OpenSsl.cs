using System.Runtime.InteropServices;

namespace HarvestBrain.Redis;

/// <summary>
/// Whether the machine has what TLS and signatures need. Where it is missing on Linux, .NET does not throw but ends the whole process at
/// the first use; so whoever is going to use it asks first, at the start.
/// </summary>
public static class OpenSsl
{
    /// <summary>What to tell an operator, behind the name of the setting that needs it.</summary>
    public const string Problem = "needs OpenSSL, which this machine lacks: install libssl3";

    private static readonly Lazy<bool> Found = new(Find);

    /// <summary>TLS and signatures work here.</summary>
    public static bool IsInstalled => Found.Value;

    private static bool Find()
    {
        if (!OperatingSystem.IsLinux()) return true; // others bring their own
        string? named = Environment.GetEnvironmentVariable("CLR_OPENSSL_VERSION_OVERRIDE"); // what .NET tries first
        foreach (string version in (string[])[.. named is null ? [] : new[] { named }, "3", "1.1"])
        {
            if (!NativeLibrary.TryLoad($"libssl.so.{version}", out nint library)) continue;
            NativeLibrary.Free(library);
            return true;
        }
        return false;
    }
}
