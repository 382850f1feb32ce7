using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;
using HarvestBrain.Redis.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace HarvestBrain.Redis.Tests.Telemetry;

/// <summary>A bad feed brings thousands of refusals a minute: the log has one of each kind, and their number.</summary>
public sealed class RefusalLogTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Lines _lines = new();
    private readonly RefusalLog _log;

    public RefusalLogTests()
    {
        _time.Advance(TimeSpan.FromHours(1));
        _log = new RefusalLog(_lines, _time);
    }

    [Theory]
    [InlineData(FoldCode.LatePrice)]
    [InlineData(FoldCode.PriceJump)]
    [InlineData(FoldCode.ClockAhead)]
    [InlineData(FoldCode.FieldLeftOut)]
    [InlineData(FoldCode.FeeNotCounted)]
    [InlineData(FoldCode.StopOnWrongSide)]
    [InlineData(FoldCode.StaleSnapshot)]
    public void Flood_OfAFeed_IsLoggedOnceAMinuteWithItsNumber(FoldCode code)
    {
        for (int i = 0; i < 10_000; i++) Note(code);
        Assert.Equal(15, Assert.Single(_lines.All).Id);
        _time.Advance(TimeSpan.FromSeconds(59));
        _log.Step();
        Assert.Single(_lines.All);
        _time.Advance(TimeSpan.FromSeconds(1));
        _log.Step();
        Assert.Equal((36, $"ETHUSDT {code} 9999 times more in the last minute"), _lines.All[^1]);

        for (int i = 0; i < 500; i++) Note(code); // it goes on: no line of its own
        _time.Advance(TimeSpan.FromMinutes(1));
        _log.Step();
        Assert.Equal((36, $"ETHUSDT {code} 500 times more in the last minute"), _lines.All[^1]);
        Assert.Equal(3, _lines.All.Count);

        _time.Advance(TimeSpan.FromMinutes(1));
        _log.Step(); // quiet
        Note(code);
        Assert.Equal((4, 15), (_lines.All.Count, _lines.All[^1].Id));
    }

    [Fact]
    public void EachSymbolAndCode_IsLogged()
    {
        Note(FoldCode.LatePrice, "A");
        Note(FoldCode.LatePrice, "B");
        Note(FoldCode.PriceJump, "A");
        Note(FoldCode.PriceJump, "A");
        Assert.Equal(3, _lines.All.Count);
    }

    [Fact]
    public void WhatMakesAPositionSuspect_IsLoggedEachTime()
    {
        for (int i = 0; i < 5; i++) Note(FoldCode.ExecutionChanged);
        Assert.Equal(5, _lines.All.Count);
    }

    [Fact]
    public void MadeUpSymbols_FillNeitherMemoryNorLog()
    {
        for (int i = 0; i < 5 * RefusalLog.MaxKinds; i++) Note(FoldCode.ClockAhead, $"S{i}");
        Assert.Equal(RefusalLog.MaxKinds, _lines.All.Count);
        _time.Advance(TimeSpan.FromMinutes(1));
        _log.Step();
        Note(FoldCode.ClockAhead, "S0");
        Assert.Equal(RefusalLog.MaxKinds + 1, _lines.All.Count);
    }

    private void Note(FoldCode code, string symbol = "ETHUSDT") =>
        _log.Note(new FoldRejection(new PositionKey(symbol, PositionSide.Both), code, 1, 2), new EntryId(1, 1));

    private sealed class Lines : ILogger
    {
        public List<(int Id, string Text)> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Add((eventId.Id, formatter(state, exception)));
    }
}
