namespace HarvestBrain.SessionGeneration;

/// <summary>Which position of a symbol an order belongs to.</summary>
internal enum PositionSide
{
    Both,
    Long,
    Short,
}
