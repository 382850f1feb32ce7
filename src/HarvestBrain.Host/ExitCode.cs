namespace HarvestBrain.Host;

/// <summary>Exit codes, after BSD's sysexits.h.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int CheckFailed = 1;
    public const int Usage = 64;
    public const int BadInput = 65;
    public const int NoInput = 66;
    public const int Unavailable = 69;
    public const int Internal = 70;
    public const int CannotWrite = 73;
    public const int BadConfiguration = 78;
}
