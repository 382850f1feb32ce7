namespace HarvestBrain.Core.Policy;

/// <summary>What becomes of an intent.</summary>
public enum HarvestMode
{
    /// <summary>Rehearsal: intents are suggestions.</summary>
    Shadow,

    /// <summary>Intents are orders for the executor.</summary>
    Live,
}
