using FsCheck;
using FsCheck.Xunit;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Tests.Generators;

namespace HarvestBrain.Core.Tests.Properties;

/// <summary>Nothing is unprotected and unsaid, in every order of asked, confirmed, refused, asked again, crossed, filled, gone.</summary>
public sealed class ProtectionProperties
{
    /// <summary>
    /// After every event the executor was told, last, of what is open: by the stop move, by a PROTECT, or by nobody since the stop became
    /// known with it. Until an answer says that it has something else.
    /// </summary>
    [Property(Arbitrary = [typeof(Protected)])]
    public void WhatTheExecutorWasToldLast_IsWhatIsOpen(Scenario scenario)
    {
        var told = new Dictionary<string, decimal?>(StringComparer.Ordinal); // by trace; null = the executor refused something
        History.Arrivals(scenario, (engine, arrival, result) =>
        {
            foreach (Position position in engine.Positions)
            {
                string trace = IntentId.Trace(position.Key, position.Epoch);
                bool isRefusal = arrival.Event is { Kind: EventKind.Outcome, IntentEcho: { } echo } && echo.StartsWith(trace, StringComparison.Ordinal);
                if (isRefusal) told[trace] = null;
                foreach (Intent intent in result.Intents.Where(intent => intent.TraceId == trace && intent.ProtectQuantity > 0))
                    told[trace] = intent.ProtectQuantity;
                if (position.CurrentStop is not null && !told.ContainsKey(trace)) told[trace] = position.Quantity;
                bool isHeld = position.Suspect || position.IsDust || position.Direction == Direction.Flat || position.StopToProtect is null;
                if (!isHeld && told.GetValueOrDefault(trace) is { } last) Assert.Equal(position.Quantity, last);
            }
        });
    }

    /// <summary>What is said is true: of an open position, the stop in force, and all that is open; each stop, quantity and attempt once.</summary>
    [Property(Arbitrary = [typeof(Protected)])]
    public void Protect_IsTrue_AndPublishedOnce(Scenario scenario)
    {
        var said = new HashSet<(string, int)>();
        var ever = new HashSet<string>(StringComparer.Ordinal);
        History.Arrivals(scenario, (engine, _, result) =>
        {
            foreach (Intent intent in result.Intents.Where(intent => intent.Kind == IntentKind.Protect))
            {
                Position position = engine.Find(intent.Key.Symbol, intent.Key.Side)!;
                Assert.NotEqual(Direction.Flat, position.Direction);
                Assert.Equal((position.Epoch, position.Quantity, position.ClosingSide), (intent.Epoch, intent.ProtectQuantity, intent.Side));
                Assert.False(position.Suspect || position.IsDust);
                Assert.Equal(position.StopToProtect, intent.StopPrice);
                Assert.True(said.Add((intent.IntentId, intent.Attempt)), $"{intent.IntentId} #{intent.Attempt}");
                Assert.True(intent.Attempt > 1 || ever.Add(intent.IntentId), $"{intent.IntentId} was said before");
                ever.Add(intent.IntentId);
            }
        });
    }

    /// <summary>A snapshot of open orders is held against the position as it is, naively: each code is on or off as it should be.</summary>
    [Property]
    public void OpenOrders_EachCodeIsSaidWhenItHolds(Scenario scenario) => History.Arrivals(scenario, (engine, arrival, result) =>
    {
        HarvestEvent e = arrival.Event;
        if (e.Kind != EventKind.OpenOrders || engine.Find(e.Symbol, e.PositionSide) is not { } position) return;
        if (result.Rejections.Any(rejection => rejection.Code == FoldCode.StaleSnapshot)) return;
        bool isOpen = position.Direction != Direction.Flat && !position.IsDust;
        decimal? wanted = !isOpen ? null : scenario.Mode == HarvestMode.Shadow ? position.OutsideStop : position.CurrentStop;
        OpenOrder[] stops = [.. e.OpenOrders!.Where(order => isOpen && order.Side == position.ClosingSide && IsStop(order, position))];
        List<ProtectionCode> expected = [];
        if (wanted is { } stop && stops.Length == 0) expected.Add(ProtectionCode.Unprotected);
        if (wanted is not null && stops.Length > 0 && !stops[0].ClosePosition && Differs(stops[0].Quantity, position.Quantity, scenario.Policy.QuantityStep))
            expected.Add(ProtectionCode.ProtectionQuantityDiffers);
        if (wanted is { } price && stops.Length > 0 && Differs(stops[0].StopPrice, price, scenario.Policy.PriceTick)) expected.Add(ProtectionCode.ProtectionPriceDiffers);
        bool isOrphan = e.OpenOrders!.Any(order => position.Direction == Direction.Flat || order.Side != position.ClosingSide);
        if (isOrphan) expected.Add(ProtectionCode.OrphanOrder);
        Assert.Equal(expected, position.ProtectionProblemsAt(long.MaxValue).Select(problem => problem.Code));
    });

    private static bool IsStop(OpenOrder order, Position position)
    {
        if (order.Role == OrderRole.Stop) return true;
        bool isBehind = position.Direction == Direction.Long ? order.StopPrice < position.MarkPrice : order.StopPrice > position.MarkPrice;
        return isBehind || order.StopPrice == position.CurrentStop;
    }

    private static bool Differs(decimal one, decimal other, decimal step) =>
        Math.Abs(one - other) > other * 0.000000001m && (step == 0 || Math.Abs(one - other) >= step);

    /// <summary>Histories of a service that says what its stops protect.</summary>
    public static class Protected
    {
        public static Arbitrary<Scenario> Histories() => HistoryGen.Of(scenario => scenario with { Policy = scenario.Policy with { Protect = true } });
    }
}
