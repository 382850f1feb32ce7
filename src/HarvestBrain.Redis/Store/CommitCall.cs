using HarvestBrain.Core.Wire;
using StackExchange.Redis;

namespace HarvestBrain.Redis.Store;

/// <summary>A batch as commit.lua takes it: the order of keys and arguments stands at its head.</summary>
internal sealed class CommitCall(Keys keys, RedisSettings settings, int dedupSeconds, string eventType, TimeSpan longestUnderWay)
{
    private const int FirstCursor = 8;
    private const int LetterFields = 1000; // Lua passes at most 8000 values to a command, and an error there would tear the commit

    public RedisKey[] Keys(CommitBatch batch)
    {
        int intents = batch.Intents.Count, firstDedup = FirstCursor + batch.Cursors.Count;
        var all = new RedisKey[firstDedup + (2 * intents)];
        all[0] = keys.Lease;
        all[1] = keys.Checkpoint;
        all[2] = keys.Positions;
        all[3] = keys.Fence;
        all[4] = keys.Input;
        all[5] = keys.Output;
        all[6] = keys.DeadLetters;
        all[7] = keys.KillSwitch;
        for (int i = 0; i < batch.Cursors.Count; i++) all[FirstCursor + i] = batch.Cursors[i].Stream;
        for (int i = 0; i < intents; i++)
        {
            all[firstDedup + i] = keys.Dedup(batch.Intents[i].IntentId);
            all[firstDedup + intents + i] = keys.History(batch.Intents[i].Symbol);
        }
        return all;
    }

    public RedisValue[] Arguments(string lease, CommitBatch batch)
    {
        var arguments = new List<RedisValue>(18 + (5 * batch.Intents.Count) + (2 * batch.Positions.Count) + batch.Acknowledged.Count)
        {
            lease, settings.LeaseSeconds * 1000L, keys.Group, keys.Input, batch.From?.ToString() ?? "", batch.To?.ToString() ?? "", batch.Revision,
            settings.OutputMaxLength, dedupSeconds, batch.Intents.Count, batch.Positions.Count, batch.DeadLetters.Count,
            batch.Acknowledged.Count, batch.CheckpointFields.Count,
            batch.SavedPositions < 0 ? "" : batch.SavedPositions, batch.DecidedAtUnixMs, (long)longestUnderWay.TotalMilliseconds,
            batch.Cursors.Count,
        };
        foreach (CursorMove move in batch.Cursors)
        {
            arguments.Add(move.From?.ToString() ?? "");
            arguments.Add(move.To.ToString());
            arguments.Add(move.Entries);
        }
        foreach (CommitIntent intent in batch.Intents)
        {
            arguments.Add(intent.Attempt);
            arguments.Add(intent.Payload);
            arguments.Add(eventType);
            arguments.Add(IntentEncoder.Iso8601(intent.TimeUnixMs));
            arguments.Add(intent.TimeUnixMs);
        }
        foreach ((string key, byte[] state) in batch.Positions)
        {
            arguments.Add(key);
            arguments.Add(state);
        }
        foreach (DeadLetter letter in batch.DeadLetters) AddDeadLetter(arguments, letter);
        foreach (Core.Events.EntryId id in batch.Acknowledged) arguments.Add(id.ToString());
        foreach ((string name, string value) in batch.CheckpointFields)
        {
            arguments.Add(name);
            arguments.Add(value);
        }
        return [.. arguments];
    }

    private void AddDeadLetter(List<RedisValue> arguments, DeadLetter letter)
    {
        EntryField[] fields = letter.Entry.Fields ?? [];
        int omitted = Math.Max(0, fields.Length - LetterFields);
        arguments.Add((2 * (fields.Length - omitted)) + (omitted > 0 ? 8 : 6));
        if (omitted > 0)
        {
            arguments.Add("fields_omitted");
            arguments.Add(omitted);
        }
        foreach (EntryField field in fields.AsSpan(0, fields.Length - omitted))
        {
            arguments.Add(field.Name);
            arguments.Add(field.Value);
        }
        arguments.Add("source_stream");
        arguments.Add(letter.Entry.Snapshots?.Name ?? keys.Input);
        arguments.Add("source_id");
        arguments.Add(letter.Entry.Id.ToString());
        arguments.Add("error");
        arguments.Add(letter.Error);
    }
}
