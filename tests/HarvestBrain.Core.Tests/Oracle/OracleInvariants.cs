namespace HarvestBrain.Core.Tests.Oracle;

/// <summary>What must hold for any history, from reasons that the fold itself does not use: cash, mirror and scale.</summary>
public sealed class OracleInvariants
{
    [Fact]
    public void RandomHistories_CashMirrorAndScaleAgree()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            Run(new Random(seed));
        }
    }

    private static void Run(Random random)
    {
        const decimal mirror = 1000m;
        var plain = new OracleBook();
        var mirrored = new OracleBook();
        var scaled = new OracleBook();
        Rational cash = default, closed = default, feesPaid = default, feesClosed = default;
        string? lastClosed = null;

        for (var i = 0; i < 60; i++)
        {
            var price = random.Next(100, 900) + 0.25m;
            if (random.Next(3) == 0)
            {
                plain.Price("A", price);
                mirrored.Price("A", mirror - price);
                scaled.Price("A", price * 7m);
            }
            else
            {
                var buy = random.Next(2) == 0;
                var qty = random.Next(1, 6) * 0.1m;
                decimal? stop = random.Next(2) == 0 ? random.Next(50, 950) : null;
                plain.Fill("A", "BOTH", buy, qty, price, stop, qty, reduceOnly: false, null, $"{i}");
                mirrored.Fill("A", "BOTH", !buy, qty, mirror - price, mirror - stop, qty, reduceOnly: false, null, $"{i}");
                scaled.Fill("A", "BOTH", buy, qty * 3m, price * 7m, stop * 7m, qty * 21m, reduceOnly: false, null, $"{i}");
                cash += Rational.FromDecimal(buy ? -qty * price : qty * price);
                feesPaid += Rational.FromDecimal(qty);
            }

            var p = plain.Position("A", "BOTH");
            var m = mirrored.Position("A", "BOTH");
            var s = scaled.Position("A", "BOTH");
            if (p.LastClosedEpochId is { } id && !string.Equals(id, lastClosed, StringComparison.Ordinal))
            {
                lastClosed = id;
                closed += p.LastClosedRealizedPnl!.Value;
                feesClosed += p.LastClosedFees!.Value;
            }

            // Money in and out, plus what is held at cost, is what was realised: no averaging formula involved.
            Assert.Equal(cash + (p.Quantity * (p.AverageEntry ?? Rational.Zero)), closed + p.RealizedPnl);
            Assert.Equal(feesPaid, feesClosed + p.Fees);

            Assert.Equal(p.Quantity, -m.Quantity);
            Assert.Equal(p.RMultiple, m.RMultiple);
            Assert.Equal(p.RealizedPnl, m.RealizedPnl);
            Assert.Equal(p.EpochId, m.EpochId);
            Assert.Equal(p.Peak, Rational.FromDecimal(mirror) - m.Peak);
            Assert.Equal(p.Trough, Rational.FromDecimal(mirror) - m.Trough);

            Assert.Equal(p.RMultiple, s.RMultiple);
            Assert.Equal(p.RealizedPnl * Rational.FromInteger(21), s.RealizedPnl);
            Assert.Equal(p.BaseQuantity * Rational.FromInteger(3), s.BaseQuantity);
        }
    }
}
