using HarvestBrain.Import.Records;
using Microsoft.Win32.SafeHandles;

namespace HarvestBrain.Import.Storing;

/// <summary>Reads one run from its beginning to its end.</summary>
internal sealed class RunReader(SafeFileHandle file, FillCodec codec, (long From, long To) run, int bytes)
{
    private byte[] _buffer = new byte[bytes];
    private long _position = run.From;
    private int _start, _end;

    /// <summary>The next fill; <see langword="null"/> = there is none.</summary>
    public Execution? Next()
    {
        while (true)
        {
            if (codec.TryRead(_buffer.AsSpan(_start, _end - _start), out Execution? fill, out int length))
            {
                _start += length;
                return fill;
            }
            if (_position == run.To && _start == _end) return null;
            Fill(length);
        }
    }

    private void Fill(int length)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (length > _buffer.Length) Array.Resize(ref _buffer, length);
        int wanted = (int)Math.Min(_buffer.Length - _end, run.To - _position);
        int read = RandomAccess.Read(file, _buffer.AsSpan(_end, wanted), _position);
        if (read == 0) throw new EndOfStreamException("a temporary file is shorter than it was");
        _end += read;
        _position += read;
    }
}
