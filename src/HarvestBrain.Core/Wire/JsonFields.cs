using System.Text.Json;

namespace HarvestBrain.Core.Wire;

/// <summary>Reads the fields of one JSON object, without its nested values; strings are unescaped into a buffer that is reused.</summary>
internal sealed class JsonFields
{
    private byte[] _scratch = new byte[1024];
    private int _used;

    /// <summary>Forgets the unescaped strings of the entry before.</summary>
    public void Reset() => _used = 0;

    /// <summary>Reads an object. What was read before an error stays in <paramref name="fields"/>.</summary>
    public DecodeCode? Read(ReadOnlyMemory<byte> json, RawFields fields)
    {
        try
        {
            var reader = new Utf8JsonReader(json.Span);
            if (!reader.Read()) return DecodeCode.JsonBroken;
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                return reader.Read() ? DecodeCode.JsonBroken : DecodeCode.JsonNotObject;
            }
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                Field field = reader.ValueIsEscaped
                    ? FieldNames.Find(Unescape(ref reader).Span)
                    : FieldNames.Find(reader.ValueSpan);
                reader.Read();
                if (field == Field.Unknown) reader.Skip();
                else ReadValue(ref reader, json, field, fields);
            }
            while (reader.Read())
            {
                // To the end: anything after the object is an error, which the reader throws.
            }
            return null;
        }
        catch (JsonException)
        {
            return DecodeCode.JsonBroken;
        }
        catch (InvalidOperationException)
        {
            return DecodeCode.JsonBroken; // an escaped string that is no valid UTF-16
        }
    }

    private void ReadValue(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, Field field, RawFields fields)
    {
        int start = (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.String when reader.ValueIsEscaped:
                fields.Set(field, Unescape(ref reader), RawKind.Text);
                break;
            case JsonTokenType.String:
                fields.Set(field, json.Slice(start + 1, reader.ValueSpan.Length), RawKind.Text);
                break;
            case JsonTokenType.Number:
                fields.Set(field, json.Slice(start, reader.ValueSpan.Length), RawKind.Number);
                break;
            case JsonTokenType.True or JsonTokenType.False:
                fields.Set(field, json.Slice(start, reader.ValueSpan.Length), RawKind.Boolean);
                break;
            case JsonTokenType.Null:
                fields.Remove(field);
                break;
            default:
                RawKind kind = reader.TokenType == JsonTokenType.StartObject ? RawKind.Object : RawKind.Other;
                // Set before its end is known to be there: cut off in the middle, it can still tell whose entry it was.
                fields.Set(field, json[start..], kind);
                reader.Skip();
                fields.Set(field, json[start..(int)reader.BytesConsumed], kind);
                break;
        }
    }

    private ReadOnlyMemory<byte> Unescape(ref Utf8JsonReader reader)
    {
        int most = reader.ValueSpan.Length;
        if (_used + most > _scratch.Length)
        {
            // Values read before keep the old buffer alive until the next entry.
            _scratch = new byte[Math.Max(_scratch.Length * 2, most)];
            _used = 0;
        }
        int length = reader.CopyString(_scratch.AsSpan(_used));
        ReadOnlyMemory<byte> text = _scratch.AsMemory(_used, length);
        _used += length;
        return text;
    }
}
