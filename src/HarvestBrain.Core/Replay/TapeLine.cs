using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Core.Replay;

/// <summary>
/// A line of a tape: what <c>harvestbrain record</c> writes. One JSON object, the last member of which is the sum of what stands before it,
/// so that a change of it is found. A line with a <c>type</c> says something about the service; any other one is an entry, with its id, the
/// kind of its stream and its fields as they were.
/// </summary>
public static class TapeLine
{
    private const int SumDigits = 16;

    private static readonly (EntrySource Source, string Word)[] Sources =
    [
        (EntrySource.Execution, "execution.result"), (EntrySource.PositionSnapshot, "position.snapshot"),
        (EntrySource.PnlSnapshot, "pnl.snapshot"), (EntrySource.OpenOrders, "open.orders"),
    ];

    private static ReadOnlySpan<byte> Prefix => ",\"sum\":\""u8;

    private static ReadOnlySpan<byte> Suffix => "\"}"u8;

    private static int TailLength => Prefix.Length + SumDigits + Suffix.Length;

    /// <summary>The word for a kind of stream.</summary>
    public static string Word(EntrySource source) => Array.Find(Sources, known => known.Source == source).Word;

    /// <summary>It has the form of a tape's line. Whether it is as it was written says <see cref="IsIntact"/>.</summary>
    /// <param name="line">The line, without its end.</param>
    public static bool Is(ReadOnlySpan<byte> line) =>
        line.Length > TailLength && line.EndsWith(Suffix) && line[^TailLength..].StartsWith(Prefix);

    /// <summary>It is as it was written.</summary>
    /// <param name="line">A line of a tape, without its end.</param>
    public static bool IsIntact(ReadOnlySpan<byte> line) =>
        Is(line) && line[^(SumDigits + Suffix.Length)..^Suffix.Length].SequenceEqual(Encoding.ASCII.GetBytes(SumOf(line[..^TailLength])));

    /// <summary>What a line says of itself: the <c>type</c> that it begins with; <see langword="null"/> = it is an entry.</summary>
    /// <param name="line">A line of a tape, without its end.</param>
    public static string? Type(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> start = "{\"type\":\""u8;
        if (!line.StartsWith(start)) return null;
        ReadOnlySpan<byte> rest = line[start.Length..];
        int end = rest.IndexOf((byte)'"');
        return end < 0 ? null : Encoding.UTF8.GetString(rest[..end]);
    }

    /// <summary>Writes a line with its sum and its end.</summary>
    /// <param name="output">Takes it.</param>
    /// <param name="members">Writes the members; at least one.</param>
    public static void Write(IBufferWriter<byte> output, Action<Utf8JsonWriter> members)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(members);
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        ReadOnlySpan<byte> body = bytes.WrittenSpan[..^1];
        output.Write(body);
        output.Write(Prefix);
        output.Write(Encoding.ASCII.GetBytes(SumOf(body)));
        output.Write(Suffix);
        output.Write("\n"u8);
    }

    /// <summary>Writes an entry.</summary>
    /// <param name="output">Takes it.</param>
    /// <param name="source">The kind of its stream.</param>
    /// <param name="id">Its id.</param>
    /// <param name="fields">Its fields, in order.</param>
    public static void WriteEntry(IBufferWriter<byte> output, EntrySource source, EntryId id, ReadOnlySpan<EntryField> fields)
    {
        EntryField[] all = fields.ToArray();
        bool isText = Array.TrueForAll(all, field => Utf8.IsValid(field.Name.Span) && Utf8.IsValid(field.Value.Span));
        Write(output, json =>
        {
            json.WriteString("id", id.ToString());
            json.WriteString("stream", Word(source));
            if (!isText) json.WriteStartArray("base64");
            foreach (EntryField field in all)
            {
                if (isText)
                {
                    json.WriteString(field.Name.Span, field.Value.Span);
                    continue;
                }
                json.WriteBase64StringValue(field.Name.Span);
                json.WriteBase64StringValue(field.Value.Span);
            }
            if (!isText) json.WriteEndArray();
        });
    }

    /// <summary>Reads an entry.</summary>
    /// <param name="line">A line of a tape that has no <c>type</c>, without its end.</param>
    /// <param name="source">The kind of its stream.</param>
    /// <param name="id">Its id.</param>
    /// <param name="fields">Its fields, in order.</param>
    /// <returns>It is one.</returns>
    public static bool TryReadEntry(ReadOnlySpan<byte> line, out EntrySource source, out EntryId id, out EntryField[] fields)
    {
        (source, id, fields) = (default, default, []);
        try
        {
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || !TryMember(ref reader, "id"u8) || !EntryId.TryParse(reader.GetString(), out id)) return false;
            if (!TryMember(ref reader, "stream"u8) || !TryFind(reader.GetString(), out source)) return false;
            var found = new List<EntryField>();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) found.AddRange(Fields(ref reader));
            if (found.Count == 0) return false;
            fields = [.. found[..^1]]; // the last one is the sum
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private static bool TryMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name) && reader.Read()
        && reader.TokenType == JsonTokenType.String;

    private static bool TryFind(string? word, out EntrySource source)
    {
        int i = Array.FindIndex(Sources, one => one.Word == word);
        source = i < 0 ? default : Sources[i].Source;
        return i >= 0;
    }

    private static List<EntryField> Fields(ref Utf8JsonReader reader)
    {
        byte[] name = Text(ref reader);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray) return [new EntryField(name, Text(ref reader))];
        var fields = new List<EntryField>();
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            byte[] encoded = reader.GetBytesFromBase64();
            reader.Read();
            fields.Add(new EntryField(encoded, reader.GetBytesFromBase64()));
        }
        return fields;
    }

    private static byte[] Text(ref Utf8JsonReader reader)
    {
        var text = new byte[reader.ValueSpan.Length];
        return text[..reader.CopyString(text)];
    }

    private static string SumOf(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return Convert.ToHexStringLower(hash[..(SumDigits / 2)]);
    }
}
