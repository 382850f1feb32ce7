using System.Globalization;
using RESPite.Messages;

namespace HarvestBrain.Redis.Store.Redis.Scripts;

/// <summary>layout.lua, beat.lua and follow.lua: what concerns all partitions.</summary>
internal static class ControlScript
{
    private static readonly Script LayoutOfAll = new("layout");
    private static readonly Script HostBeat = new("beat");
    private static readonly Script Followed = new("follow");

    public static ScriptCall<PartitionLayout> Layout(string key, int partitions) => new(
        LayoutOfAll, [key],
        [
            Script.Head(head =>
            {
                head.WriteNumber("partitions", partitions);
                head.WriteString("hash", PartitionLayout.Crc16);
            }),
        ],
        ReadLayout);

    public static ScriptCall<Beat> Beat(string hosts, string killSwitch, string host, IEnumerable<int> owned, TimeSpan deadAfter) => new(
        HostBeat, [hosts, killSwitch],
        [
            Script.Head(head =>
            {
                head.WriteString("host", host);
                head.WriteString("owned", string.Join(',', owned));
                head.WriteNumber("dead_ms", (long)deadAfter.TotalMilliseconds);
            }),
        ],
        ReadBeat);

    /// <param name="key">The partition's kill switch.</param>
    /// <param name="seen">Its value when it was read; <see langword="null"/> = there was none.</param>
    /// <param name="value">The new one; empty = none.</param>
    public static ScriptCall<bool> Follow(string key, string? seen, string value) => new(
        Followed, [key],
        [
            Script.Head(head =>
            {
                head.WriteString("seen", seen ?? "");
                head.WriteString("value", value);
            }),
        ],
        (ref RespReader reply) => reply.ReadInt64() == 1);

    private static PartitionLayout ReadLayout(ref RespReader reader)
    {
        string?[] values = Texts(ref reader);
        return new PartitionLayout(Whole(values[0]), values[1] ?? "");
    }

    private static Beat ReadBeat(ref RespReader reader)
    {
        reader.AggregateLength();
        reader.MoveNext();
        long now = Number(reader.ReadString());
        reader.MoveNext();
        string? killSwitch = Replies.Text(ref reader);
        reader.MoveNext();
        string?[] values = Texts(ref reader);
        var hosts = new HostSeen[values.Length / 3];
        for (int i = 0; i < hosts.Length; i++)
            hosts[i] = new HostSeen(values[3 * i]!, Number(values[(3 * i) + 1]), Partitions(values[(3 * i) + 2]!));
        return new Beat(now, killSwitch, hosts);
    }

    private static string?[] Texts(ref RespReader reader)
    {
        var values = new string?[reader.AggregateLength()];
        for (int i = 0; i < values.Length; i++)
        {
            reader.MoveNext();
            values[i] = Replies.Text(ref reader);
        }
        return values;
    }

    // Somebody else may have written anything there: what is no number is none of our partitions.
    private static int[] Partitions(string text) => [.. text.Split(',').Select(part => Whole(part)).Where(part => part >= 0)];

    private static int Whole(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : -1;

    private static long Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0;
}
