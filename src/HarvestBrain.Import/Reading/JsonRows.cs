using System.Text.Json;

namespace HarvestBrain.Import.Reading;

/// <summary>
/// The values of a JSON text: of an array its elements, else the values one after the other, as recordings have them. Each is read by
/// itself, so memory depends on the largest of them and not on the file.
/// </summary>
internal sealed class JsonRows(Stream stream) : IDisposable
{
    /// <summary>One value; a whole freqtrade result is one.</summary>
    private const int LargestValue = 256 << 20;

    private static readonly JsonReaderOptions Options = new() { AllowMultipleValues = true, AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip };

    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _atEnd;
    private bool _inArray;
    private int _line = 1;
    private JsonDocument? _current;

    /// <summary>The current value.</summary>
    public JsonElement Value => _current!.RootElement;

    /// <summary>The line in which it begins.</summary>
    public int Line { get; private set; }

    /// <summary>Goes to the next value.</summary>
    /// <returns><see langword="false"/> at the end.</returns>
    /// <exception cref="JsonException">What follows is no JSON.</exception>
    /// <exception cref="InvalidDataException">A value is larger than is read.</exception>
    public bool Read()
    {
        _current?.Dispose();
        _current = null;
        while (true)
        {
            SkipSpace();
            if (_end == _start)
            {
                if (!Fill()) return !_inArray ? false : throw new JsonException("the text ends inside an array");
                continue;
            }
            byte first = _buffer[_start];
            if (_inArray && first == ']')
            {
                _inArray = false;
                _start++;
                continue;
            }
            // Between values of an array, and, as some write it, between objects.
            if (first == ',')
            {
                _start++;
                continue;
            }
            if (!_inArray && first == '[' && IsArrayOfRows() is { } isArray)
            {
                _inArray = isArray;
                if (isArray) _start++;
                if (isArray) continue;
            }
            if (TryValue()) return true;
            if (!Fill()) throw new JsonException("the text ends inside a value");
        }
    }

    public void Dispose() => _current?.Dispose();

    // [[1,2],[3,4]] and [{},{}] are rows; [1,2,3] is one.
    private bool? IsArrayOfRows()
    {
        while (true)
        {
            ReadOnlySpan<byte> rest = _buffer.AsSpan(_start + 1, _end - _start - 1).TrimStart(" \t\r\n"u8);
            if (!rest.IsEmpty) return rest[0] is (byte)'[' or (byte)'{' or (byte)']';
            if (!Fill()) return null;
        }
    }

    private bool TryValue()
    {
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), isFinalBlock: _atEnd, new JsonReaderState(Options));
        if (!JsonDocument.TryParseValue(ref reader, out JsonDocument? document)) return false;
        // A number at the end of the buffer may go on behind it.
        if (!_atEnd && document.RootElement.ValueKind == JsonValueKind.Number && reader.BytesConsumed >= _end - _start - 1)
        {
            document.Dispose();
            return false;
        }
        int length = (int)reader.BytesConsumed;
        Line = _line;
        _line += _buffer.AsSpan(_start, length).Count((byte)'\n');
        _start += length;
        _current = document;
        return true;
    }

    private void SkipSpace()
    {
        while (_start < _end && _buffer[_start] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            if (_buffer[_start++] == '\n') _line++;
        }
    }

    private bool Fill()
    {
        if (_atEnd) return false;
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= LargestValue) throw new InvalidDataException($"a value of more than {LargestValue >> 20} MB");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _atEnd = read == 0;
        return true;
    }
}
