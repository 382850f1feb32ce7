namespace HarvestBrain.AspNetCore.Activity;

/// <summary>Something that was not asked for, not counted, or not understood.</summary>
/// <param name="AtUnixMs">When, Unix milliseconds.</param>
/// <param name="Kind">held, rejected (by the fold), refused (by the executor), dead_letter or lost.</param>
/// <param name="Symbol">The symbol, if it is known.</param>
/// <param name="PositionSide">BOTH, LONG or SHORT, if it is known.</param>
/// <param name="Code">Why, as a code.</param>
/// <param name="Reason">Why, with its numbers.</param>
internal sealed record Refusal(long AtUnixMs, string Kind, string? Symbol, string? PositionSide, string Code, string Reason);
