using System.Text.Json;
using HarvestBrain.Core.Events;
using RESPite.Messages;
using StackExchange.Redis;

namespace HarvestBrain.Redis.Store.Redis.Scripts;

/// <summary>read.lua and policies.lua: what comes with the entries after the cursors, and the settings of symbols.</summary>
internal static class ReadScript
{
    private static readonly Script Checked = new("read");
    private static readonly Script Policies = new("policies");

    public static ScriptCall<ReadCheck> Call(
        Keys keys, string lease, long leaseMs, IReadOnlyList<EntryId> after, IReadOnlyList<string> symbols) => new(
        Checked,
        [
            keys.Lease, keys.Fence, keys.KillSwitch, .. keys.Inputs.Select(stream => (RedisKey)stream.Name),
            .. symbols.Select(symbol => (RedisKey)keys.Config(symbol)),
        ],
        [Script.Head(head => WriteHead(head, lease, leaseMs, after))],
        Check);

    /// <summary>The arguments of XRANGE for what stands behind an id.</summary>
    public static RedisKeyOrValue[] Range(InputStream stream, EntryId after, int count) =>
        [(RedisKey)stream.Name, (RedisValue)$"({after}", (RedisValue)"+", (RedisValue)"COUNT", (RedisValue)count];

    public static ScriptCall<IReadOnlyList<SymbolOverrides>> Settings(Keys keys, IReadOnlyList<string> symbols) =>
        new(Policies, [.. symbols.Select(symbol => (RedisKey)keys.Config(symbol))], [Script.NoHead], Overrides);

    private static void WriteHead(Utf8JsonWriter head, string lease, long leaseMs, IReadOnlyList<EntryId> after)
    {
        head.WriteString("lease", lease);
        head.WriteNumber("lease_ms", leaseMs);
        head.WriteStartArray("after");
        foreach (EntryId id in after) head.WriteStringValue(id.ToString());
        head.WriteEndArray();
    }

    private static ReadCheck Check(ref RespReader reader)
    {
        reader.DemandAggregate();
        reader.MoveNext();
        if (reader.Is("FENCED"u8)) return ReadCheck.LostLease;
        reader.MoveNext();
        EntryId? next = reader.IsNull ? null : Replies.Id(ref reader);
        reader.MoveNext();
        string? kill = Replies.Text(ref reader);
        long seconds = NextNumber(ref reader), microseconds = NextNumber(ref reader), cut = NextNumber(ref reader);
        reader.MoveNext();
        var last = new EntryId[Replies.Length(ref reader)];
        for (int i = 0; i < last.Length; i++)
        {
            reader.MoveNextScalar();
            last[i] = Replies.Id(ref reader);
        }
        reader.MoveNext();
        return new ReadCheck(Fenced: false, next, kill, (seconds * 1000) + (microseconds / 1000), cut, last, Overrides(ref reader));
    }

    /// <summary>The settings of symbols, one list of names and values each; <c>{"", type}</c> for a key that is no hash.</summary>
    private static SymbolOverrides[] Overrides(ref RespReader reader)
    {
        var symbols = new SymbolOverrides[Replies.Length(ref reader)];
        for (int i = 0; i < symbols.Length; i++)
        {
            reader.MoveNext();
            symbols[i] = Override(ref reader);
        }
        return symbols;
    }

    private static SymbolOverrides Override(ref RespReader reader)
    {
        int values = Replies.Length(ref reader);
        if (values == 0) return SymbolOverrides.None;
        var overrides = new Dictionary<string, string>(values / 2, StringComparer.Ordinal);
        for (int i = 0; i < values; i += 2) overrides[NextText(ref reader)] = NextText(ref reader);
        return values == 2 && overrides.Remove("", out string? type)
            ? new SymbolOverrides(overrides, type)
            : new SymbolOverrides(overrides);
    }

    // Redis says what TIME answers as text, and what a script counts as a number.
    private static long NextNumber(ref RespReader reader)
    {
        reader.MoveNextScalar();
        return reader.ReadInt64();
    }

    private static string NextText(ref RespReader reader)
    {
        reader.MoveNextScalar();
        return reader.ReadString() ?? "";
    }
}

/// <summary>What read.lua says besides the entries, right after they were read.</summary>
/// <param name="Fenced">The lease is not ours any more.</param>
/// <param name="Next">The execution that stood next behind the cursor; <see langword="null"/> = none.</param>
/// <param name="KillSwitch">As of <see cref="ReadResult"/>.</param>
/// <param name="NowUnixMs">As of <see cref="ReadResult"/>.</param>
/// <param name="CutBefore">As of <see cref="ReadResult"/>, if what was read begins with <paramref name="Next"/>.</param>
/// <param name="LastIds">As of <see cref="ReadResult"/>, if nothing was read and there is no <paramref name="Next"/>.</param>
/// <param name="Overrides">As of <see cref="ReadResult"/>.</param>
internal sealed record ReadCheck(
    bool Fenced, EntryId? Next, string? KillSwitch, long NowUnixMs, long CutBefore, IReadOnlyList<EntryId> LastIds,
    IReadOnlyList<SymbolOverrides> Overrides)
{
    public static ReadCheck LostLease { get; } = new(Fenced: true, null, null, 0, -1, [], []);

    /// <summary>The read as a whole. Between the two others may have added and cut.</summary>
    /// <param name="streams">Per stream what was read of it; the executions first.</param>
    /// <param name="count">How many entries were asked for, of each.</param>
    /// <returns><see langword="null"/> when the first executions came in between: they are to be read.</returns>
    public ReadResult? With(IReadOnlyList<StreamEntry[]> streams, int count)
    {
        if (Fenced) return ReadResult.LostLease;
        StreamEntry[] executions = streams[0];
        if (executions.Length == 0 && Next is not null) return null;
        // What stood next was cut in between: it is in hand, and how many lie before it will be known with the next read.
        bool isSame = executions.Length == 0 || executions[0].Id == Next;
        // Snapshots are applied among the executions, by id: none that lies beyond an execution which others may still follow.
        EntryId? upto = executions.Length == count ? executions[^1].Id : null;
        StreamEntry[] UpToThere(StreamEntry[] snapshots) =>
            upto is { } end ? Array.FindAll(snapshots, entry => entry.Id <= end) : snapshots;
        IReadOnlyList<StreamEntry>[] read = [executions, .. streams.Skip(1).Select(UpToThere)];
        return new ReadResult(Fenced: false, read, KillSwitch, NowUnixMs, isSame ? CutBefore : -1, isSame ? LastIds : [], Overrides);
    }
}
