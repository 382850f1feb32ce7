using System.Buffers;

namespace HarvestBrain.Host.Replay;

/// <summary>Collects output and writes it in large pieces.</summary>
internal sealed class OutputBuffer(Stream target) : IBufferWriter<byte>
{
    private const int FlushAt = 1 << 16;
    private readonly ArrayBufferWriter<byte> _buffer = new(FlushAt * 2);

    public void Advance(int count) => _buffer.Advance(count);

    public Memory<byte> GetMemory(int sizeHint = 0) => _buffer.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => _buffer.GetSpan(sizeHint);

    public void EndLine()
    {
        _buffer.Write("\n"u8);
        if (_buffer.WrittenCount >= FlushAt) Flush();
    }

    /// <summary>Appends bytes that have their line ends.</summary>
    public void Append(ReadOnlySpan<byte> lines)
    {
        _buffer.Write(lines);
        if (_buffer.WrittenCount >= FlushAt) Flush();
    }

    public void Flush()
    {
        if (_buffer.WrittenCount == 0) return;
        target.Write(_buffer.WrittenSpan);
        target.Flush();
        _buffer.ResetWrittenCount();
    }
}
