using HarvestBrain.Core.Guards;

namespace HarvestBrain.Core.Tests.Deciding;

/// <summary>A symbol that is left alone: its positions are kept up to date, and nothing is asked for.</summary>
public sealed class DisabledTests
{
    [Fact]
    public void Position_OfADisabledSymbol_IsTrackedAndNothingIsAskedFor()
    {
        var desk = new Desk(Desk.Calm with { Enabled = false });
        desk.Buy(1m, 3300m, 3200m);
        Assert.Equal("", desk.Price(3400m).Asked);
        Assert.Equal(HoldCode.Disabled, Assert.Single(desk.Last.Holds).Code);
        Assert.Equal((1m, 3400m), (desk.Position.Quantity, desk.Position.MarkPrice));

        desk.Engine.SetPolicy(Desk.Eth, Desk.Calm);
        Assert.NotEqual("", desk.Price(3400m).Asked);
    }
}
