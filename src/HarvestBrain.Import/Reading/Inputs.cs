using System.IO.Compression;

namespace HarvestBrain.Import.Reading;

/// <summary>Opens what is given: files as they are, <c>.gz</c>, and each file of a <c>.zip</c>; known by their first bytes, not by their
/// names.</summary>
internal static class Inputs
{
    private const int MaxEntries = 10_000; // an exchange delivers one file a day, so this is 27 years

    /// <summary>The texts in a file.</summary>
    /// <exception cref="InvalidDataException">A broken archive, or too many files in it.</exception>
    public static IEnumerable<(string Name, Func<Stream> Open)> Expand(ImportInput input)
    {
        byte[] head = new byte[4];
        int read;
        using (Stream stream = input.Open()) read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (read >= 2 && head[0] == 0x1F && head[1] == 0x8B)
        {
            string name = input.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? input.Name[..^3] : input.Name;
            return [(name, () => OpenGzip(input))];
        }
        return read >= 4 && head.AsSpan().SequenceEqual("PK\x03\x04"u8) ? Zipped(input) : [(input.Name, input.Open)];
    }

    private static BoundedStream OpenGzip(ImportInput input)
    {
        Stream stream = input.Open();
        return new BoundedStream(new GZipStream(stream, CompressionMode.Decompress), input.Name, stream.Length, stream);
    }

    private static List<(string Name, Func<Stream> Open)> Zipped(ImportInput input)
    {
        using Stream stream = input.Open();
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
        if (archive.Entries.Count > MaxEntries) throw new InvalidDataException($"more than {MaxEntries} files in it");
        List<(string Name, Func<Stream> Open)> files = [];
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            string path = entry.FullName;
            bool isNoise = path.EndsWith('/') || path.StartsWith("__MACOSX/", StringComparison.Ordinal)
                || path.EndsWith(".CHECKSUM", StringComparison.Ordinal);
            if (!isNoise) files.Add(($"{input.Name}/{path}", () => OpenEntry(input, path)));
        }
        return files;
    }

    private static BoundedStream OpenEntry(ImportInput input, string path)
    {
        Stream stream = input.Open();
        var archive = new ZipArchive(stream, ZipArchiveMode.Read);
        ZipArchiveEntry entry = archive.GetEntry(path) ?? throw new InvalidDataException($"{path} is no longer in it");
        return new BoundedStream(entry.Open(), $"{input.Name}/{path}", entry.CompressedLength, archive);
    }

    /// <summary>
    /// Text compresses to a tenth, constant text to a hundredth. What grows more than that is no market data but a bomb; small files may.
    /// </summary>
    private sealed class BoundedStream(Stream inner, string name, long compressed, IDisposable owner) : ReadOnlyStream
    {
        private const long AlwaysAllowed = 64 << 20;
        private const int MaxGrowth = 100;

        private readonly long _most = Math.Max(AlwaysAllowed, compressed * MaxGrowth);
        private long _read;

        public override int Read(Span<byte> buffer)
        {
            int read = inner.Read(buffer);
            _read += read;
            return _read <= _most ? read
                : throw new InvalidDataException(
                $"{name} unpacks to more than {_most >> 20} MB, {MaxGrowth} times its size: that is no market data");
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
                owner.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
