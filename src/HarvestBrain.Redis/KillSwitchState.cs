namespace HarvestBrain.Redis;

/// <summary>What the kill switch says after it was set.</summary>
/// <param name="Key">The key that the service reads.</param>
/// <param name="On">Nothing is published.</param>
/// <param name="Value">The key's text; <see langword="null"/> when there is no key, or, with the switch on, a key of another type.</param>
public sealed record KillSwitchState(string Key, bool On, string? Value);
