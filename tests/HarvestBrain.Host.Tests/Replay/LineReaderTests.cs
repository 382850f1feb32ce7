using System.Text;
using HarvestBrain.Host.Replay;

namespace HarvestBrain.Host.Tests.Replay;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("\n", new[] { "" })]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\n", new[] { "a" })]
    [InlineData("a\r\n", new[] { "a" })]
    [InlineData("a\r", new[] { "a" })]
    [InlineData("a\n\nb", new[] { "a", "", "b" })]
    [InlineData("\r\n\r\n", new[] { "", "" })]
    [InlineData("a\rb\r\r\n", new[] { "a\rb\r" })]
    [InlineData("é\n币\n", new[] { "é", "币" })]
    public void Lines_AreWhatIsBetweenTheEnds(string text, string[] expected)
    {
        foreach (int chunk in (int[])[1, 2, 3, 1000])
        {
            foreach (bool canSeek in (bool[])[true, false]) Assert.Equal(expected, ReadAll(text, chunk, canSeek));
        }
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(100_000, true)]
    [InlineData(5_000_000, true)]
    public void TooLong_DependsOnTheLength_NotOnHowItArrives(int beyond, bool expectedTooLong)
    {
        string text = "first\n" + new string('x', LineReader.MaxLineBytes + beyond) + "\nlast\n";
        foreach (int chunk in (int[])[1000, 4096, 65_536, 1 << 20, 10_000_000])
        {
            LineReader reader = Reader(text, chunk, canSeek: false);
            Assert.True(reader.TryRead(out ReadOnlyMemory<byte> line, out bool tooLong));
            Assert.Equal("first", Encoding.UTF8.GetString(line.Span));
            Assert.False(tooLong);

            Assert.True(reader.TryRead(out line, out tooLong));
            Assert.Equal(expectedTooLong, tooLong);
            Assert.Equal(expectedTooLong ? 0 : LineReader.MaxLineBytes + beyond, line.Length);

            Assert.True(reader.TryRead(out line, out tooLong));
            Assert.Equal("last", Encoding.UTF8.GetString(line.Span));
            Assert.False(tooLong);
            Assert.False(reader.TryRead(out line, out tooLong));
            Assert.Equal(0, line.Length);
            Assert.Equal(text.Length, reader.BytesRead);
        }
    }

    [Fact]
    public void TooLong_AtTheEndWithoutALineEnd_IsTold()
    {
        foreach (int chunk in (int[])[4096, 10_000_000])
        {
            LineReader reader = Reader(new string('x', LineReader.MaxLineBytes + 1), chunk, canSeek: true);
            Assert.True(reader.TryRead(out ReadOnlyMemory<byte> line, out bool tooLong));
            Assert.True(tooLong);
            Assert.Equal(0, line.Length);
            Assert.False(reader.TryRead(out _, out tooLong));
            Assert.False(tooLong);
        }
    }

    [Fact]
    public void Memory_DoesNotGrowWithTheLine()
    {
        // A line of 200 MB: the buffer stays at what the longest line needs.
        using var source = new Endless(200_000_000);
        var reader = new LineReader(source, CancellationToken.None);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(reader.TryRead(out _, out bool tooLong));
        Assert.True(tooLong);
        Assert.False(reader.TryRead(out _, out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8_000_000);
        Assert.Equal(200_000_000, reader.BytesRead);
    }

    [Fact]
    public void BeforeRead_IsCalledBeforeEveryWait()
    {
        int calls = 0;
        var reader = new LineReader(new Chunks(Encoding.UTF8.GetBytes("a\nb\nc"), 2, canSeek: false), CancellationToken.None, () => calls++);
        Assert.True(reader.TryRead(out _, out _));
        Assert.Equal(1, calls);
        Assert.True(reader.TryRead(out _, out _));
        Assert.Equal(2, calls);
        Assert.True(reader.TryRead(out _, out _));
        Assert.Equal(4, calls);
        Assert.False(reader.TryRead(out _, out _));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Stop_BetweenLines_EndsTheReading(bool canSeek)
    {
        using var stop = new CancellationTokenSource();
        var reader = new LineReader(new Chunks(Encoding.UTF8.GetBytes("a\nb\nc\n"), 2, canSeek), stop.Token);
        Assert.True(reader.TryRead(out _, out _));
        stop.Cancel();
        Assert.False(reader.TryRead(out ReadOnlyMemory<byte> line, out bool tooLong));
        Assert.Equal(0, line.Length);
        Assert.False(tooLong);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Stop_InTheMiddleOfALine_LeavesThatLineOut(bool canSeek)
    {
        using var stop = new CancellationTokenSource();
        int reads = 0;
        var reader = new LineReader(new Chunks(Encoding.UTF8.GetBytes("a\nbcd\n"), 4, canSeek), stop.Token, () =>
        {
            if (++reads == 2) stop.Cancel();
        });
        Assert.True(reader.TryRead(out _, out _));
        Assert.False(reader.TryRead(out ReadOnlyMemory<byte> line, out bool tooLong));
        Assert.Equal(0, line.Length);
        Assert.False(tooLong);
    }

    [Fact]
    public async Task Stop_WhileTheSourceIsSilent_EndsTheReading()
    {
        using var stop = new CancellationTokenSource();
        using var silent = new Silent();
        var reader = new LineReader(silent, stop.Token);
        Task<bool> reading = Task.Run(() => reader.TryRead(out _, out _));
        await silent.Reading.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.False(reading.IsCompleted);
        await stop.CancelAsync();
        Assert.False(await reading.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    private static string[] ReadAll(string text, int chunk, bool canSeek)
    {
        LineReader reader = Reader(text, chunk, canSeek);
        var lines = new List<string>();
        while (reader.TryRead(out ReadOnlyMemory<byte> line, out bool tooLong))
        {
            Assert.False(tooLong);
            lines.Add(Encoding.UTF8.GetString(line.Span));
        }
        return [.. lines];
    }

    private static LineReader Reader(string text, int chunk, bool canSeek) =>
        new(new Chunks(Encoding.UTF8.GetBytes(text), chunk, canSeek), CancellationToken.None);

    /// <summary>Gives its bytes in pieces, as a pipe or a disk does.</summary>
    private sealed class Chunks(byte[] bytes, int chunk, bool canSeek) : MemoryStream(bytes)
    {
        public override bool CanSeek => canSeek;

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(chunk, buffer.Length)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(chunk, buffer.Length)], cancellationToken);
    }

    /// <summary>One line without end, of so many bytes.</summary>
    private sealed class Endless(long length) : MemoryStream
    {
        private long _left = length;

        public override int Read(Span<byte> buffer)
        {
            int count = (int)Math.Min(_left, buffer.Length);
            buffer[..count].Fill((byte)'x');
            _left -= count;
            return count;
        }
    }

    /// <summary>A pipe into which nobody writes, and whose reads do not know of cancellation.</summary>
    private sealed class Silent : MemoryStream
    {
        private readonly TaskCompletionSource _reading = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reading => _reading.Task;

        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _reading.TrySetResult();
            return new ValueTask<int>(new TaskCompletionSource<int>().Task);
        }
    }
}
