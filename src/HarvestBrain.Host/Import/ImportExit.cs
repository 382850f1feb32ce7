using HarvestBrain.Import;

namespace HarvestBrain.Host.Import;

/// <summary>The exit code of an import.</summary>
internal static class ImportExit
{
    /// <summary>64 = something has to be told, 65 = something was refused.</summary>
    public static int Code(ImportStatus status) => status switch
    {
        ImportStatus.NeedsAnswers => Host.ExitCode.Usage,
        ImportStatus.Refused => Host.ExitCode.BadInput,
        _ => Host.ExitCode.Ok,
    };
}
