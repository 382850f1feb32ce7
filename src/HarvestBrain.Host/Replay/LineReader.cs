using System.Security.Cryptography;

namespace HarvestBrain.Host.Replay;

/// <summary>
/// Reads lines of bytes in constant memory. Ours, because StreamReader decodes to UTF-16 what the decoder reads as UTF-8.
/// </summary>
/// <param name="source">Where the bytes come from.</param>
/// <param name="stop">Ends it early.</param>
/// <param name="beforeRead">Is called before the source is asked for more.</param>
/// <param name="hash">Is given all that is read, for who has to say of which bytes his result is.</param>
internal sealed class LineReader(
    Stream source, CancellationToken stop, Action? beforeRead = null, IncrementalHash? hash = null)
{
    /// <summary>A longer line is no entry: Redis producers write hundreds of bytes.</summary>
    public const int MaxLineBytes = 1 << 20;

    private byte[] _buffer = new byte[1 << 17];
    private int _start;
    private int _end;
    private bool _atEnd;

    /// <summary>Bytes read from the source so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>The next line, without its end; valid until the next call.</summary>
    /// <param name="line">The line; empty when it was too long.</param>
    /// <param name="tooLong">The line was longer than <see cref="MaxLineBytes"/> and was skipped.</param>
    /// <returns><see langword="false"/> at the end.</returns>
    public bool TryRead(out ReadOnlyMemory<byte> line, out bool tooLong)
    {
        tooLong = false;
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                length += searched;
                tooLong |= length > MaxLineBytes; // the buffer may hold more than that at once
                line = tooLong ? default : WithoutCarriageReturn(_buffer.AsMemory(_start, length));
                _start += length + 1;
                return true;
            }
            if (_atEnd)
            {
                // What stands behind the last line end when we are stopped is no line yet.
                if (stop.IsCancellationRequested) (tooLong, _start) = (false, _end);
                line = tooLong ? default : WithoutCarriageReturn(_buffer.AsMemory(_start, _end - _start));
                bool any = tooLong || _end > _start;
                _start = _end;
                return any;
            }
            searched = _end - _start;
            if (searched > MaxLineBytes)
            {
                tooLong = true;
                _start = _end;
                searched = 0;
            }
            Fill();
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        beforeRead?.Invoke();
        int read = Read(_buffer.AsMemory(_end));
        hash?.AppendData(_buffer.AsSpan(_end, read));
        BytesRead += read;
        _end += read;
        _atEnd = read == 0;
    }

    // A pipe may stay silent for long; a stop must not wait for it.
    private int Read(Memory<byte> free)
    {
        if (source.CanSeek) return stop.IsCancellationRequested ? 0 : source.Read(free.Span);
        try
        {
            return source.ReadAsync(free, stop).AsTask().WaitAsync(stop).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }

    private static ReadOnlyMemory<byte> WithoutCarriageReturn(ReadOnlyMemory<byte> line) =>
        line.Length > 0 && line.Span[^1] == '\r' ? line[..^1] : line;
}
