using System.Globalization;

namespace HarvestBrain.SessionGeneration;

/// <summary>Order and trade ids, unique in the session.</summary>
internal sealed class SessionIds
{
    private int _orders;
    private int _trades;

    public string NextOrder() => string.Create(CultureInfo.InvariantCulture, $"O{500_000_000 + ++_orders}");

    public string NextTrade() => string.Create(CultureInfo.InvariantCulture, $"T{700_000_000 + ++_trades}");
}
