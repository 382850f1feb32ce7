using FsCheck.Xunit;
using HarvestBrain.Core.Tests.Generators;

namespace HarvestBrain.Core.Tests.Oracle;

/// <summary>What must hold of the oracle for any history, from reasons that it does not use itself: cash, mirror and scale.</summary>
public sealed class OracleInvariants
{
    private const decimal MirrorAt = 1000m;

    /// <summary>Money in and out, plus what is held at cost, is what was realised: no averaging formula involved.</summary>
    [Property(Arbitrary = [typeof(OracleTrades)])]
    public void Cash_AndFees_AddUp(OracleTrades trades)
    {
        var book = new OracleBook();
        Rational cash = default, closed = default, feesPaid = default, feesClosed = default;
        string? lastClosed = null;
        Play(trades, (trade, id) =>
        {
            Tell(book, trade, id);
            cash -= Rational.FromDecimal(trade.Quantity * trade.Price);
            feesPaid += Rational.FromDecimal(Math.Abs(trade.Quantity));
            OraclePosition position = Position(book);
            if (position.LastClosedEpochId is { } epoch && !string.Equals(epoch, lastClosed, StringComparison.Ordinal))
            {
                lastClosed = epoch;
                closed += position.LastClosedRealizedPnl!.Value;
                feesClosed += position.LastClosedFees!.Value;
            }
            Assert.Equal(cash + (position.Quantity * (position.AverageEntry ?? Rational.Zero)), closed + position.RealizedPnl);
            Assert.Equal(feesPaid, feesClosed + position.Fees);
        });
    }

    [Property(Arbitrary = [typeof(OracleTrades)])]
    public void Mirror_IsTheMirrorImage(OracleTrades trades)
    {
        OracleBook plain = new(), mirrored = new();
        Play(trades, (trade, id) =>
        {
            Tell(plain, trade, id);
            Tell(mirrored, new OracleTrade(MirrorAt - trade.Price, -trade.Quantity, MirrorAt - trade.Stop), id);
            OraclePosition p = Position(plain), m = Position(mirrored);
            Assert.Equal(p.Quantity, -m.Quantity);
            Assert.Equal(p.RMultiple, m.RMultiple);
            Assert.Equal(p.RealizedPnl, m.RealizedPnl);
            Assert.Equal(p.EpochId, m.EpochId);
            Assert.Equal(p.Peak, Rational.FromDecimal(MirrorAt) - m.Peak);
            Assert.Equal(p.Trough, Rational.FromDecimal(MirrorAt) - m.Trough);
        });
    }

    [Property(Arbitrary = [typeof(OracleTrades)])]
    public void Scale_ScalesMoneyAndNotR(OracleTrades trades)
    {
        OracleBook plain = new(), scaled = new();
        Play(trades, (trade, id) =>
        {
            Tell(plain, trade, id);
            Tell(scaled, new OracleTrade(trade.Price * 7, trade.Quantity * 3, trade.Stop * 7), id);
            OraclePosition p = Position(plain), s = Position(scaled);
            Assert.Equal(p.RMultiple, s.RMultiple);
            Assert.Equal(p.RealizedPnl * Rational.FromInteger(21), s.RealizedPnl);
            Assert.Equal(p.BaseQuantity * Rational.FromInteger(3), s.BaseQuantity);
        });
    }

    private static void Play(OracleTrades trades, Action<OracleTrade, string> tell)
    {
        for (int i = 0; i < trades.Trades.Count; i++) tell(trades.Trades[i], $"{i}");
    }

    // The fee of a fill is its quantity.
    private static void Tell(OracleBook book, OracleTrade trade, string id)
    {
        decimal quantity = Math.Abs(trade.Quantity);
        if (quantity == 0) book.Price("A", trade.Price);
        else book.Fill("A", "BOTH", trade.Quantity > 0, quantity, trade.Price, trade.Stop, quantity, reduceOnly: false, null, id);
    }

    private static OraclePosition Position(OracleBook book) => book.Position("A", "BOTH");
}
