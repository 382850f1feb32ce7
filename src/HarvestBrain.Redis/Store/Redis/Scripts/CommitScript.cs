using System.Text.Json;
using HarvestBrain.Core.State;
using HarvestBrain.Core.Wire;
using RESPite.Messages;
using StackExchange.Redis;

namespace HarvestBrain.Redis.Store.Redis.Scripts;

/// <summary>commit.lua: a batch as a whole or not at all.</summary>
internal sealed class CommitScript(Keys keys, HarvestBrainOptions options, string consumer, TimeSpan longestUnderWay)
{
    private const int FirstStream = 13;
    private const int AnchorMost = 10_000; // positions; the server copies them while everybody waits, some milliseconds
    private const int LetterFields = 1000; // Lua passes at most 8000 values to a command, and an error there would tear the commit

    private static readonly Script Commit = new("commit");

    private readonly string _event = options.Mode == Core.Policy.HarvestMode.Live ? "trade.intent" : "harvest.suggestion";

    /// <summary>The text, for those who hold it against another one.</summary>
    public static string Source => Commit.Source;

    public ScriptCall<CommitResult> Call(string lease, CommitBatch batch)
    {
        RedisValue[][] letters = [.. batch.DeadLetters.Select(Values)];
        var arguments = new List<RedisValue>(1 + batch.Intents.Count + (2 * batch.Positions.Count) + (2 * batch.CheckpointFields.Count))
        {
            Script.Head(head => WriteHead(head, lease, batch, letters)),
        };
        foreach (CommitIntent intent in batch.Intents) arguments.Add(intent.Payload);
        foreach (CommitTrade trade in batch.Trades) arguments.Add(trade.Payload);
        foreach ((string key, byte[] state) in batch.Positions) arguments.AddRange([key, state]);
        foreach (RedisValue[] letter in letters) arguments.AddRange(letter);
        foreach ((string name, string value) in batch.CheckpointFields) arguments.AddRange([name, value]);
        if (batch.Note is { } note) arguments.Add(JournalJson.Write(note));
        if (batch.Anchor is { } anchor) arguments.Add(JournalJson.Write(anchor));
        return new ScriptCall<CommitResult>(Commit, KeysOf(batch), [.. arguments], Read);
    }

    private RedisKey[] KeysOf(CommitBatch batch)
    {
        var all = new RedisKey[FirstStream + batch.Cursors.Count + (2 * batch.Intents.Count)];
        ReadOnlySpan<RedisKey> ours =
        [
            keys.Lease, keys.Fence, keys.Checkpoint, keys.Positions, keys.Output, keys.DeadLetters, keys.KillSwitch, keys.Trades,
                keys.Journal,
            keys.Anchor(0), keys.AnchorCheckpoint(0), keys.Anchor(1), keys.AnchorCheckpoint(1),
        ];
        ours.CopyTo(all);
        for (int i = 0; i < batch.Cursors.Count; i++) all[FirstStream + i] = batch.Cursors[i].Stream;
        int at = FirstStream + batch.Cursors.Count;
        foreach (CommitIntent intent in batch.Intents)
        {
            all[at++] = keys.Dedup(intent.IntentId);
            all[at++] = keys.History(intent.Symbol);
        }
        return all;
    }

    private void WriteHead(Utf8JsonWriter head, string lease, CommitBatch batch, RedisValue[][] letters)
    {
        head.WriteString("lease", lease);
        head.WriteNumber("lease_ms", options.Redis.LeaseSeconds * 1000L);
        head.WriteString("group", keys.Group);
        head.WriteString("consumer", consumer);
        head.WriteString("revision", batch.Revision);
        head.WriteNumber("saved", batch.SavedPositions);
        head.WriteNumber("decided_ms", batch.DecidedAtUnixMs);
        head.WriteNumber("under_way_ms", (long)longestUnderWay.TotalMilliseconds);
        head.WriteNumber("max_length", options.Redis.OutputMaxLength);
        head.WriteNumber("dedup_seconds", options.Policy.DedupTtlSeconds);
        head.WriteString("event", _event);
        head.WriteNumber("schema", PositionState.Schema);
        head.WriteStartArray("cursors");
        foreach (CursorMove move in batch.Cursors)
        {
            head.WriteStartArray();
            head.WriteStringValue(move.From?.ToString() ?? "");
            head.WriteStringValue(move.To.ToString());
            head.WriteNumberValue(move.Entries);
            head.WriteEndArray();
        }
        head.WriteEndArray();
        head.WriteStartArray("intents");
        foreach (CommitIntent intent in batch.Intents)
        {
            head.WriteStartArray();
            head.WriteNumberValue(intent.Attempt);
            head.WriteNumberValue(intent.TimeUnixMs);
            head.WriteStringValue(IntentEncoder.Iso8601(intent.TimeUnixMs));
            head.WriteBooleanValue(intent.Kind != Core.Policy.IntentKind.Cancel);
            head.WriteEndArray();
        }
        head.WriteEndArray();
        head.WriteStartArray("trades");
        foreach (CommitTrade trade in batch.Trades) head.WriteStringValue(IntentEncoder.Iso8601(trade.TimeUnixMs));
        head.WriteEndArray();
        head.WriteNumber("positions", batch.Positions.Count);
        head.WriteStartArray("letters");
        foreach (RedisValue[] letter in letters) head.WriteNumberValue(letter.Length);
        head.WriteEndArray();
        head.WriteNumber("fields", batch.CheckpointFields.Count);
        head.WriteNumber("journal", batch.Note is null ? 0 : options.Redis.JournalMaxLength);
        int anchor = batch.MustAnchor ? 2 : 1;
        head.WriteNumber("anchor", batch.Anchor is null ? 0 : anchor);
        head.WriteNumber("anchor_most", AnchorMost);
    }

    private static RedisValue[] Values(DeadLetter letter)
    {
        EntryField[] fields = letter.Entry.Fields;
        int omitted = Math.Max(0, fields.Length - LetterFields);
        var values = new List<RedisValue>((2 * (fields.Length - omitted)) + 8);
        if (omitted > 0) values.AddRange(["fields_omitted", omitted]);
        foreach (EntryField field in fields.AsSpan(0, fields.Length - omitted)) values.AddRange([field.Name, field.Value]);
        values.AddRange(["source_stream", letter.Entry.Stream.Name, "source_id", letter.Entry.Id.ToString(), "error", letter.Error]);
        return [.. values];
    }

    private static CommitResult Read(ref RespReader reader)
    {
        reader.DemandAggregate();
        reader.MoveNextScalar();
        string? status = reader.ReadString();
        switch (status)
        {
            case "OK":
                string flags = NextText(ref reader);
                reader.MoveNextScalar();
                long saved = reader.ReadInt64();
                reader.MoveNextScalar();
                bool made = reader.ReadInt64() == 1;
                reader.MoveNextScalar();
                return new CommitResult(
                    CommitStatus.Done, [.. flags.Select(flag => flag == '1')], null, saved, made, Journalled: reader.ReadInt64() == 1);
            case "FENCED":
                return new CommitResult(CommitStatus.Fenced, []);
            case "STALE":
                return new CommitResult(CommitStatus.Stale, []);
            case "KILLED":
                return new CommitResult(CommitStatus.Killed, []);
            case "WRONGTYPE":
                return new CommitResult(CommitStatus.WrongType, [], NextText(ref reader));
            case "DENIED":
                throw new StoreException(StoreFault.Denied, $"the user may not {NextText(ref reader)}; nothing was written");
            default:
                throw new StoreException(StoreFault.Server, $"the commit script answered '{status}'");
        }
    }

    private static string NextText(ref RespReader reader)
    {
        reader.MoveNextScalar();
        return reader.ReadString() ?? "";
    }
}
