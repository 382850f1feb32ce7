namespace HarvestBrain.Core.Tests.Issues;

/// <summary>Several intents went out under one correlation id, and only the first was carried out.</summary>
public sealed class SharedCorrelationIdTests
{
    [Fact]
    public void Intents_OfOneDecision_EachHaveTheirOwnId()
    {
        Desk desk = new Desk().Buy(1m, 3300m, 3200m).Price(3460m);
        List<string?> ids = [.. desk.Last.Intents.Select(intent => OverTheWire.Encode(intent).GetProperty("correlation_id").GetString())];
        Assert.Equal([desk.StopId(3300m), desk.RungId(0.5m), desk.RungId(1m), desk.RungId(1.5m)], ids);
        Assert.Single(desk.Last.Intents.Select(intent => OverTheWire.Encode(intent).GetProperty("trace_id").GetString()).Distinct());
    }
}
