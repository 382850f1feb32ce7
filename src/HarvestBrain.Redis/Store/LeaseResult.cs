namespace HarvestBrain.Redis.Store;

/// <summary>The answer to a request for the lease.</summary>
/// <param name="Lease">Our lease's value, token first; <see langword="null"/> when somebody else holds it.</param>
/// <param name="Holder">The value of whoever holds it.</param>
/// <param name="MillisecondsLeft">How long the other one's lease still lasts.</param>
/// <param name="KillSwitch">Value of the kill switch, when somebody else holds the lease.</param>
/// <param name="StateLost">Redis had forgotten the tokens given out before, and no earlier owner came forward.</param>
internal sealed record LeaseResult(string? Lease, string? Holder, long MillisecondsLeft, string? KillSwitch = null, bool StateLost = false);
