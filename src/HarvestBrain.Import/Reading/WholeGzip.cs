using System.IO.Compression;

namespace HarvestBrain.Import.Reading;

/// <summary>
/// Unpacks gzip, of one member or several, and refuses what is cut off, at which <see cref="GZipStream"/> ends without a word.
/// Behind the end of the file it is given one more member, whose text is known: it comes out as it is only when all before it was whole.
/// </summary>
internal sealed class WholeGzip : ReadOnlyStream
{
    private static readonly byte[] Mark = "\0the end of it\0"u8.ToArray();
    private static readonly byte[] MarkMember = Pack(Mark);

    private readonly string _name;
    private readonly Marked _source;
    private readonly GZipStream _unpacked;
    private bool _isOver;

    /// <param name="packed">The file, from its beginning; is closed with this.</param>
    /// <param name="name">Its name.</param>
    public WholeGzip(Stream packed, string name)
    {
        _name = name;
        _source = new Marked(packed);
        _unpacked = new GZipStream(_source, CompressionMode.Decompress);
    }

    /// <exception cref="BrokenArchiveException">It is cut off.</exception>
    /// <exception cref="InvalidDataException">It is broken before its end.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_isOver) return 0;
        try
        {
            int read = _unpacked.Read(buffer);
            if (!_source.IsInMark) return read;
            // The decoder asks for more only when it has given out all it had: from here on comes the mark, or what the cut left.
            byte[] rest = new byte[Mark.Length + 1];
            int more = _unpacked.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false);
            if (!Mark.SequenceEqual([.. buffer[..read], .. rest.AsSpan(0, more)])) throw BrokenArchiveException.CutOff(_name);
        }
        catch (InvalidDataException) when (_source.IsInMark)
        {
            throw BrokenArchiveException.CutOff(_name);
        }
        _isOver = true;
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacked.Dispose();
            _source.Dispose();
        }
        base.Dispose(disposing);
    }

    private static byte[] Pack(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(text);
        return packed.ToArray();
    }

    /// <summary>A file, and behind it the mark.</summary>
    private sealed class Marked(Stream packed) : ReadOnlyStream
    {
        private int _given;

        public bool IsInMark { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            int read = IsInMark ? 0 : packed.Read(buffer);
            if (read > 0 || buffer.IsEmpty) return read;
            IsInMark = true;
            int length = Math.Min(buffer.Length, MarkMember.Length - _given);
            MarkMember.AsSpan(_given, length).CopyTo(buffer);
            _given += length;
            return length;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) packed.Dispose();
            base.Dispose(disposing);
        }
    }
}
