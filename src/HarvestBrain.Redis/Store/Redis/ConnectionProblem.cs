using HarvestBrain.Core.Settings;

namespace HarvestBrain.Redis.Store.Redis;

/// <summary>Why nobody can connect with the settings.</summary>
/// <param name="Setting">The setting to change.</param>
/// <param name="Why">What is wrong with it.</param>
/// <param name="MayHoldSecret">Its value is not to be shown: it may hold a password where none belongs.</param>
internal sealed record ConnectionProblem(Setting Setting, string Why, bool MayHoldSecret = false)
{
    /// <summary>For whoever does not see the value.</summary>
    public override string ToString() => $"{Setting.Name}: {Why}";
}

/// <summary>Nobody can connect with the settings.</summary>
internal sealed class ConnectionSettingsException(ConnectionProblem problem) : Exception(problem.ToString())
{
    public ConnectionProblem Problem { get; } = problem;
}
