using System.Text;
using HarvestBrain.AspNetCore.Api;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Telemetry;

namespace HarvestBrain.AspNetCore.Tests.Api;

/// <summary>What was published stands in the answer to the byte, and a number tells whether there is another answer.</summary>
public sealed class ActivityJsonTests
{
    private const string Close = """{"intent_type":"REDUCE_ONLY","source":"harvest_brain","symbol":"ETH","position_side":"BOTH","qty":2.50,"rung_r":0.5,"dry_run":false,"intent_id":"c","position_epoch":"7-0","valid_until":"1970-01-01T00:00:10.000Z","odd":"<é>"}""";
    private const string Cancel = """{"intent_type":"CANCEL","source":"harvest_brain","cancels":"d","intent_id":"d:cancel"}""";
    private const string Trade = """{"type":"trade","symbol":"SOL","position_side":"BOTH","epoch":"3-0","closed":"1970-01-01T00:00:01.000Z","r_net":1,"realized_pnl":1,"fees":0,"funding":0,"rungs":[{"r":0.5,"qty":2.5}]}""";

    private readonly RecentActivity _recent = new();

    [Fact]
    public async Task Answer_HasEachPayloadToTheByte_WithItsOutcome()
    {
        string ofTrade = Close.Replace("ETH", "SOL", StringComparison.Ordinal).Replace("7-0", "3-0", StringComparison.Ordinal);
        string takenBack = Close.Replace("\"c\"", "\"d\"", StringComparison.Ordinal);
        await Tell(new HistoryRead("", [Before(1, Close), Before(2, ofTrade), Before(3, takenBack), Before(4, Cancel)], [Before(5, Trade)]));
        await Tell(new IntentRefused("ETH", "e", "9-0") { AtUnixMs = 6 });
        var json = new ActivityJson(_recent, 1);

        Assert.Equal(
            "{\"intents\":["
            + $$"""{"at_ms":4,"outcome":null,"payload":{{Cancel}}},"""
            + $$"""{"at_ms":3,"outcome":"taken_back","payload":{{takenBack}}},"""
            + $$"""{"at_ms":2,"outcome":"filled","payload":{{ofTrade}}},"""
            + $$"""{"at_ms":1,"outcome":"waiting","payload":{{Close}}}"""
            + "],\"refusals\":["
            + """{"at_ms":6,"kind":"refused","symbol":"ETH","position_side":null,"code":"IntentRefused","reason":"e: rejected, cancelled or expired"}"""
            + "]}",
            Text(json, now: 1000));
        Assert.Equal(Text(json, now: 1000), Text(json, now: 1000)); // what is kept of a payload is the payload
    }

    [Fact]
    public async Task Version_MovesWithEveryOtherAnswer_AndNotWithTheSame()
    {
        var json = new ActivityJson(_recent, 100);
        Assert.Equal(101, Version(1000));
        Assert.Equal(101, Version(1001));
        await Tell(new HistoryRead("", [Before(1, Close)], []));
        Assert.Equal(102, Version(2000));
        Assert.Equal(102, Version(9999));
        Assert.Equal(103, Version(10_001)); // by then it has run out
        await Tell(new EntriesLost(3, "cut"));
        Assert.Equal(104, Version(10_002));
        Assert.Equal(104, Version(10_003));

        long Version(long now)
        {
            Text(json, now);
            return json.Version;
        }
    }

    /// <summary>Somebody may still be sent the answer before.</summary>
    [Fact]
    public async Task Answer_ThatWasGiven_StaysAsItIs()
    {
        var json = new ActivityJson(_recent, 1);
        ReadOnlyMemory<byte> first = json.Of(Positions, "", 1);
        string text = Encoding.UTF8.GetString(first.Span);
        await Tell(new HistoryRead("", [Before(1, Close)], []));
        Text(json, 1);
        Assert.Equal(text, Encoding.UTF8.GetString(first.Span));
    }

    private static PositionList Positions { get; } = new(0, 1,
    [
        new PositionView
        {
            Key = new PositionKey("ETH", PositionSide.Both), Direction = Direction.Long, Quantity = 4, EntryPrice = 100, Epoch = new EntryId(7, 0),
            Rungs = [new RungView(0.5m, 105, 2.5m, 0, RungState.Requested, false, false, 1)],
        },
    ]);

    private async Task Tell(HarvestNotice notice) => await _recent.OnNoticeAsync(notice, default);

    private static string Text(ActivityJson json, long now) => Encoding.UTF8.GetString(json.Of(Positions, "", now).Span);

    private static PublishedBefore Before(long at, string payload) => new(new EntryId(at, 0), Encoding.UTF8.GetBytes(payload));
}
