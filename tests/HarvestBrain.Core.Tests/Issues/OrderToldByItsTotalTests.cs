namespace HarvestBrain.Core.Tests.Issues;

/// <summary>An order that told what it had filled so far was counted again with every update.</summary>
public sealed class OrderToldByItsTotalTests
{
    [Fact]
    public void Update_AfterARestart_AddsOnlyWhatIsNew()
    {
        Desk desk = new Desk().Apply(Update(2, 3250)).Restart().Apply(Update(2, 3250));
        Assert.Equal("DuplicateExecution(quantity: 2, price: 3250)", desk.Refused);
        desk.Apply(Update(5, 3280)).Restart().Apply(Update(5, 3280));
        Assert.Equal((5m, 3280m, false), (desk.Position.Quantity, desk.Position.AverageEntry, desk.Position.Suspect));
    }

    [Fact]
    public void Average_TellsWhatTheRestWasPaid()
    {
        // Two at 3250 and three at 3300 are five at 3280.
        Desk desk = new Desk().Apply(Update(2, 3250)).Apply(Update(5, 3280));
        Assert.Equal((3280m, 3300m), (desk.Position.AverageEntry, desk.Position.MarkPrice));
    }

    [Fact]
    public void Average_RoundedSoThatNothingIsLeft_IsThePriceOfTheRest()
    {
        Desk desk = new Desk().Apply(Update(1000, 2)).Apply(Update(1000.01m, 1));
        Assert.Equal((1000.01m, 1m), (desk.Position.Quantity, desk.Position.MarkPrice)); // not a price below zero
    }

    [Fact]
    public void Exit_ToldByItsTotal_EarnsTheSameHoweverItIsCut()
    {
        decimal[] earned = [.. new (decimal, decimal)[][] { [(0.2m, 3310), (0.5m, 3322), (1m, 3340)], [(0.5m, 3322), (1m, 3340)], [(1m, 3340)] }.Select(updates =>
        {
            Desk desk = new Desk().Buy(1m, 3300m, 3200m);
            foreach ((decimal total, decimal average) in updates) desk.Apply(Update(total, average, "SELL"));
            return desk.Position.RealizedPnl;
        })];
        Assert.Equal([40m, 40m, 40m], earned);
    }

    [Fact]
    public void Order_OverAFlip_GoesOnOnTheOtherSide()
    {
        Desk desk = new Desk().Buy(1m, 3300m, 3200m).Apply(Update(0.5m, 3330, "SELL")).Apply(Update(3, 3330, "SELL"));
        Assert.Equal((Core.Positions.Direction.Short, 2m, 3330m), (desk.Position.Direction, desk.Position.Quantity, desk.Position.AverageEntry));
    }

    [Fact]
    public void Fee_BesideATradeId_IsThatExecutions()
    {
        Desk desk = new Desk()
            .Apply("""{"symbol":"ETHUSDT","side":"BUY","status":"FILLED","qty":2,"cum_qty":2,"price":3300,"fee":1,"order_id":"o","trade_id":1}""")
            .Apply("""{"symbol":"ETHUSDT","side":"BUY","status":"FILLED","qty":3,"cum_qty":5,"price":3300,"fee":1.5,"order_id":"o","trade_id":2}""");
        Assert.Equal((5m, 2.5m), (desk.Position.Quantity, desk.Position.FeesQuote));
    }

    /// <summary>Executors write one execution by any name of a quantity: beside its id the only one is its own.</summary>
    [Fact]
    public void FilledQuantity_AloneBesideATradeId_IsThatExecutions()
    {
        string Part(string name, decimal quantity, int trade) =>
            $$"""{"symbol":"ETHUSDT","side":"BUY","status":"PARTIAL","{{name}}":{{quantity}},"price":3300,"order_id":"o","trade_id":{{trade}}}""";
        Desk desk = new Desk().Apply(Part("qty", 2, 1)).Apply(Part("filled_qty", 1, 2)).Apply(Part("filled_qty", 1, 3));
        Assert.Equal((4m, false), (desk.Position.Quantity, desk.Position.Suspect));
        Assert.Equal(5m, desk.Apply(Part("cum_qty", 5, 4)).Position.Quantity); // a sum by its name
        Assert.Equal(5m, desk.Apply("""{"symbol":"ETHUSDT","side":"BUY","status":"FILLED","filled_qty":5,"price":3300,"order_id":"o"}""").Position.Quantity);
    }

    [Fact]
    public void Fee_AfterARestart_IsStillTheOrders()
    {
        string Update(decimal total, decimal fee) =>
            $$"""{"symbol":"ETHUSDT","side":"BUY","status":"FILLED","filled_qty":{{total}},"price":3300,"fee":{{fee}},"order_id":"o"}""";
        Desk desk = new Desk().Apply(Update(2, 1)).Restart().Apply(Update(5, 2.5m));
        Assert.Equal(2.5m, desk.Position.FeesQuote);
    }

    /// <summary>The exchange splits while an order is open: its total is told in new units from then on.</summary>
    [Fact]
    public void Split_ScalesWhatWasFoldedOfAnOrder()
    {
        Desk desk = new Desk().Apply(Update(10, 10)).Snapshot(100m, 1.000m).Apply(Update(150, 1));
        Assert.Equal((150m, 1m), (desk.Position.Quantity, desk.Position.AverageEntry));
    }

    private static string Update(decimal total, decimal average, string side = "BUY") =>
        $$"""{"symbol":"ETHUSDT","side":"{{side}}","status":"PARTIALLY_FILLED","qty":1000000,"filled_qty":{{total}},"avg_price":"{{average}}","price":"0.00","order_id":"o"}""";
}
