namespace HarvestBrain.Core.Events;

/// <summary>The side of an order or a fill. The default is <see cref="Buy"/>; decoding never guesses it.</summary>
public enum OrderSide
{
    /// <summary>Buys: opens or adds to a long, closes a short.</summary>
    Buy,

    /// <summary>Sells: opens or adds to a short, closes a long.</summary>
    Sell,
}
