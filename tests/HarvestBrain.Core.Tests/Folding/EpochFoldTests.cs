using HarvestBrain.Core.Folding;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Folding;

/// <summary>The size of a contract that was wrong is put right in a running epoch: its money follows, and its R does not change.</summary>
public sealed class EpochFoldTests
{
    [Fact]
    public void Resize_MoneyOfTheEpochFollows_AndCostsAUnitDoTheOpposite()
    {
        Position position = new Desk(Desk.Calm).Buy(2m, 100m, 90m).Sell(1m, 110m).Position;
        position.Current.EntryFeePerUnit = 4;
        position.Current.FundingPerUnit = 6;
        position.Current.Rungs[0].RealizedPnl = 3;
        position.Current.Paper = position.Current.Paper with { Pnl = 5 };
        Assert.Equal((10m, 1m), (position.RealizedPnl, position.ContractSize));

        EpochFold.Resize(position, 10m);
        Assert.Equal((100m, 10m), (position.RealizedPnl, position.ContractSize));
        Assert.Equal((0.4m, 0.6m), (position.Current.EntryFeePerUnit, position.Current.FundingPerUnit));
        Assert.Equal((30m, 50m), (position.Current.Rungs[0].RealizedPnl, position.Current.Paper.Pnl));

        EpochFold.Resize(position, 5m); // from what it is, not from one
        Assert.Equal((50m, 5m), (position.RealizedPnl, position.ContractSize));
        Assert.Equal((0.8m, 1.2m), (position.Current.EntryFeePerUnit, position.Current.FundingPerUnit));
    }

    [Fact]
    public void Resize_OfAFlatPosition_ChangesNothing()
    {
        Position position = new Desk(Desk.Calm).Buy(1m, 100m, 90m).Sell(1m, 110m).Position;
        EpochFold.Resize(position, 10m);
        Assert.Equal(1m, position.ContractSize);
    }
}
