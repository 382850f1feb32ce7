using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Storing;

/// <summary>
/// A temporary file of sorted runs. Nobody else sees it, and nothing of it is left behind a crash: on Unix it has no name any more when it
/// is written, on Windows the system deletes it with its last handle.
/// </summary>
internal sealed class RunFile : IDisposable
{
    private const int WriteBytes = 1 << 16;
    private const int MergeBytes = 8 << 20, MostOfARun = 1 << 16, LeastOfARun = 1 << 12; // all runs are read at once

    private readonly FillCodec _codec;
    private readonly FileStream _file;
    private readonly List<(long From, long To)> _runs = [];
    private readonly byte[] _unwritten = new byte[WriteBytes];
    private long _length;
    private Execution? _last;

    /// <exception cref="TemporaryFileException">The folder for temporary files cannot be written.</exception>
    public RunFile(FillCodec codec)
    {
        _codec = codec;
        string path = Path.Combine(Path.GetTempPath(), $"harvestbrain-import-{Path.GetRandomFileName()}");
        // Unbuffered: what could not be written is not tried once more when it is closed.
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0,
        };
        if (OperatingSystem.IsWindows()) options.Options = FileOptions.DeleteOnClose;
        else options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite; // somebody's trades
        _file = Trying(() => new FileStream(path, options));
        if (!OperatingSystem.IsWindows()) File.Delete(path);
    }

    /// <summary>Writes fills that are sorted. Where they go on behind the last ones they are one run with them.</summary>
    public void Append(List<Execution> fills, IComparer<Execution> order)
    {
        long from = _length;
        Trying(() => Write(fills));
        if (_last is not null && order.Compare(_last, fills[0]) <= 0) _runs[^1] = (_runs[^1].From, _length);
        else _runs.Add((from, _length));
        _last = fills[^1];
    }

    /// <summary>The fills of all runs in order.</summary>
    public IEnumerable<Execution> Read(IComparer<Execution> order)
    {
        if (_runs.Count == 1)
        {
            var only = new RunReader(_file.SafeFileHandle, _codec, _runs[0], MostOfARun);
            while (only.Next() is { } fill) yield return fill;
            yield break;
        }
        int bytes = Math.Clamp(MergeBytes / _runs.Count, LeastOfARun, MostOfARun);
        var heads = new PriorityQueue<RunReader, Execution>(_runs.Count, order);
        foreach (var run in _runs)
        {
            var reader = new RunReader(_file.SafeFileHandle, _codec, run, bytes);
            heads.Enqueue(reader, reader.Next()!);
        }
        while (heads.TryPeek(out RunReader? reader, out Execution? head))
        {
            yield return head;
            if (reader.Next() is { } next) heads.DequeueEnqueue(reader, next);
            else heads.Dequeue();
        }
    }

    public void Dispose()
    {
        _file.Dispose();
    }

    private long Write(List<Execution> fills)
    {
        int used = 0;
        foreach (Execution fill in fills)
        {
            ReadOnlySpan<byte> bytes = _codec.Write(fill);
            if (used + bytes.Length > _unwritten.Length) used = Flush(used);
            if (bytes.Length > _unwritten.Length) WriteNow(bytes);
            else
            {
                bytes.CopyTo(_unwritten.AsSpan(used));
                used += bytes.Length;
            }
        }
        Flush(used);
        return _length;
    }

    private int Flush(int used)
    {
        WriteNow(_unwritten.AsSpan(0, used));
        return 0;
    }

    private void WriteNow(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(_file.SafeFileHandle, bytes, _length);
        _length += bytes.Length;
    }

    // What is wrong is said with the folder: whoever reads it gave no such file and can only give room, or name another folder.
    private static T Trying<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TemporaryFileException(Path.GetTempPath(), e);
        }
    }
}
