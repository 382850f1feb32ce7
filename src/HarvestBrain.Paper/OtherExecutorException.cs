namespace HarvestBrain.Paper;

/// <summary>Somebody else answers the intents that the paper venue was to answer.</summary>
internal sealed class OtherExecutorException(string found) : Exception(
    $"{found}: another executor answers the intents of this prefix. Two of them close twice what was asked for, and made-up fills beside "
    + "real ones make positions wrong. Rehearse on a prefix of its own (HARVEST_KEY_PREFIX), or say --beside if the other one never "
    + "answers the same intents");
