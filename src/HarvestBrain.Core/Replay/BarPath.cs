namespace HarvestBrain.Core.Replay;

/// <summary>The way that a price is taken to have gone within a bar, which tells only how far it went.</summary>
public enum BarPath
{
    /// <summary>To the worse end first: a stop and a rung within one bar are a stop. The default.</summary>
    Pessimistic,

    /// <summary>To the better end first.</summary>
    Favourable,
}
