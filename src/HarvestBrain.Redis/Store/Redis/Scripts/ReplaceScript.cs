using RESPite.Messages;

namespace HarvestBrain.Redis.Store.Redis.Scripts;

/// <summary>replace.lua: an operator changes one position.</summary>
internal static class ReplaceScript
{
    private static readonly Script Replace = new("replace");

    /// <returns>It was still <paramref name="seen"/>, and is <paramref name="state"/> now.</returns>
    public static ScriptCall<bool> Call(Keys keys, long journalLength, string positionKey, byte[] seen, byte[] state) => new(
        Replace, [keys.Positions, keys.Checkpoint, keys.Journal],
        [Script.Head(head => head.WriteNumber("journal", journalLength)), positionKey, seen, state],
        (ref RespReader reply) => reply.ReadInt64() == 1);
}
