using HarvestBrain.Redis.Store.Redis.Scripts;

namespace HarvestBrain.Redis.Store.Redis;

/// <summary>The kill switch of all is obeyed besides the partition's own, and taken over into it.</summary>
internal sealed class KillSwitchFollower(RedisCalls calls, string key, ControlKillSwitch all)
{
    /// <param name="read">What was read of the partition.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>The same, with the switch that is obeyed.</returns>
    public async Task<ReadResult> ObeyAsync(ReadResult read, CancellationToken stop)
    {
        if (!read.Fenced && all.Change(read.KillSwitch) is { } value)
            await calls.RunAsync(ControlScript.Follow(key, read.KillSwitch, value), stop).ConfigureAwait(false);
        return all.Text is { } text && !KillSwitch.IsOn(read.KillSwitch) ? read with { KillSwitch = text } : read;
    }
}
