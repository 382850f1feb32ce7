using System.IO.Compression;

namespace HarvestBrain.Import.Reading;

/// <summary>Opens what is given: files as they are, <c>.gz</c>, and each file of a <c>.zip</c>; known by their first bytes, not by their
/// names.</summary>
internal static class Inputs
{
    private const int MaxEntries = 10_000; // an exchange delivers one file a day, so this is 27 years

    /// <summary>The texts in a file.</summary>
    /// <exception cref="BrokenArchiveException">A broken archive, or too many files in it; so do the streams throw.</exception>
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
        bool isZip = read >= 4 && (head.AsSpan().SequenceEqual("PK\x03\x04"u8) || head.AsSpan().SequenceEqual("PK\x05\x06"u8));
        return isZip ? Zipped(input) : [(input.Name, input.Open)];
    }

    private static BoundedStream OpenGzip(ImportInput input)
    {
        Stream stream = input.Open();
        return new BoundedStream(new WholeGzip(stream, input.Name), input.Name, stream.Length, stream);
    }

    private static List<(string Name, Func<Stream> Open)> Zipped(ImportInput input)
    {
        using Stream stream = input.Open();
        using ZipArchive archive = OpenZip(input.Name, stream);
        List<(string Name, Func<Stream> Open)> files = [];
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            string path = entry.FullName;
            bool isNoise = path.EndsWith('/') || path.StartsWith("__MACOSX/", StringComparison.Ordinal)
                || path.EndsWith(".CHECKSUM", StringComparison.Ordinal);
            if (!isNoise) files.Add(($"{input.Name}/{path}", () => OpenEntry(input, path)));
        }
        return files.Count > 0 ? files
            : throw new BrokenArchiveException(input.Name, "holds no file to import; download it again, or leave it out");
    }

    private static ZipArchive OpenZip(string name, Stream stream)
    {
        try
        {
            var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            return archive.Entries.Count <= MaxEntries ? archive
                : throw new BrokenArchiveException(name, $"more than {MaxEntries} files in it");
        }
        catch (InvalidDataException e)
        {
            throw BrokenArchiveException.Of(name, e);
        }
    }

    private static BoundedStream OpenEntry(ImportInput input, string path)
    {
        ZipArchive archive = OpenZip(input.Name, input.Open());
        string name = $"{input.Name}/{path}";
        ZipArchiveEntry entry = archive.GetEntry(path) ?? throw new BrokenArchiveException(name, "is no longer in it");
        try
        {
            return new BoundedStream(entry.Open(), name, entry.CompressedLength, archive);
        }
        catch (InvalidDataException e)
        {
            archive.Dispose();
            throw BrokenArchiveException.Of(name, e);
        }
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
            int read;
            try
            {
                read = inner.Read(buffer);
            }
            catch (InvalidDataException e)
            {
                throw BrokenArchiveException.Of(name, e);
            }
            _read += read;
            return _read <= _most ? read
                : throw new BrokenArchiveException(
                name, $"unpacks to more than {_most >> 20} MB, {MaxGrowth} times its size: that is no market data");
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
