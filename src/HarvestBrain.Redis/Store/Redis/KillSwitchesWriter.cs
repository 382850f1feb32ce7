namespace HarvestBrain.Redis.Store.Redis;

/// <summary>
/// Sets the kill switch of all partitions, and that of each: a partition obeys its own with every commit, and the one of all as soon as its
/// host has read it.
/// </summary>
internal sealed class KillSwitchesWriter(RedisCalls calls, RedisSettings settings)
{
    /// <param name="on">Nothing is published.</param>
    /// <param name="note">Who, when and why; <see langword="null"/> = nobody says.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>What holds of all.</returns>
    /// <exception cref="StoreException">Not all could be set: the message names those, and the others are.</exception>
    public async Task<KillSwitchState> SetAsync(bool on, string? note, CancellationToken stop)
    {
        // The one of all first: what is out of reach now takes it over later.
        string ofAll = PartitionSettings.ControlKillSwitch(settings);
        (KillSwitchState? state, StoreException? error) all = await TryAsync(ofAll, on, note, stop).ConfigureAwait(false);
        string mark = ControlKillSwitch.Mark + (KillSwitch.IsOn(note) ? note : "1");
        string[] keys = [.. PartitionSettings.Each(settings).Select(partition => partition.KillSwitchKey)];
        (KillSwitchState? State, StoreException? Error)[] each =
            await Task.WhenAll(keys.Select(key => TryAsync(key, on, on ? mark : null, stop))).ConfigureAwait(false);
        string[] missed = [.. keys.Where((_, i) => each[i].Error is not null)];
        if (all.error is null && missed.Length == 0) return all.state!;
        StoreException first = all.error ?? each.First(one => one.Error is not null).Error!;
        string names = string.Join(", ", all.error is null ? missed : [ofAll, .. missed]);
        string later = all.error is null ? "; a host that reaches them again does it" : "";
        throw new StoreException(
            first.Fault, $"the kill switch is not {(on ? "on" : "off")} everywhere{later}. Not set: {names} ({first.Message})", first);
    }

    private async Task<(KillSwitchState? State, StoreException? Error)> TryAsync(string key, bool on, string? note, CancellationToken stop)
    {
        try
        {
            return (await new KillSwitchWriter(calls, key).SetAsync(on, note, stop).ConfigureAwait(false), null);
        }
        catch (StoreException e)
        {
            return (null, e);
        }
    }
}
