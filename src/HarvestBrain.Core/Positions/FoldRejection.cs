namespace HarvestBrain.Core.Positions;

/// <summary>Why the fold refused an event, or a part of one. A closed set; logs, metrics and tests use the code.</summary>
public enum FoldCode
{
    /// <summary>This execution was folded already.</summary>
    DuplicateExecution,

    /// <summary>A reduce-only fill, or the closing side in hedge mode, with nothing open on the other side.</summary>
    NothingToReduce,

    /// <summary>A reduction larger than what is open, where a flip is not possible: the surplus is refused.</summary>
    ReductionSurplus,

    /// <summary>A stop on the wrong side of the entry: the fill counts, the stop does not.</summary>
    StopOnWrongSide,

    /// <summary>The position would exceed <see cref="Limits"/>; it is suspect from here on.</summary>
    PositionTooLarge,

    /// <summary>
    /// A snapshot from before the position's last fill, or before a newer snapshot that changed it: it confirms and corrects nothing.
    /// </summary>
    StaleSnapshot,

    /// <summary>A fill from before the snapshot that opened, corrected or closed the position: it is in it already.</summary>
    IncludedInSnapshot,

    /// <summary>A price from before the mark price or before the epoch: it marks nothing and decides nothing.</summary>
    LatePrice,

    /// <summary>A price that is too far from the last one to be believed alone: it waits for a second one.</summary>
    PriceJump,

    /// <summary>An event time that lies further ahead of the entry's id than a clock may: the id's time stands in.</summary>
    ClockAhead,

    /// <summary>An execution that was folded already, now with another quantity or price: not folded again; suspect.</summary>
    ExecutionChanged,

    /// <summary>A part of an order like one that was folded, and no id tells whether it is another one: not folded; suspect.</summary>
    MayBeRepeated,

    /// <summary>An execution older than the oldest that is remembered: whether it was folded is not known. Not folded; suspect.</summary>
    TooOldToJudge,

    /// <summary>One-way mode and hedge mode are open at once on one symbol, which no exchange does: all are suspect.</summary>
    MixedPositionModes,

    /// <summary>
    /// A fill that may be from before or from after the snapshot that changed the position: not folded a second time; suspect.
    /// </summary>
    MayBeInSnapshot,

    /// <summary>A part of the entry could not be read and was left out; the rest of it counts.</summary>
    FieldLeftOut,

    /// <summary>
    /// A fee in an asset that is neither base nor quote, or larger than the fill: not counted, and every net figure of the epoch is
    /// incomplete.
    /// </summary>
    FeeNotCounted,

    /// <summary>
    /// A quantity that is an order's total so far, of an order that is not named: folded as it stands, though parts of it may have been
    /// told before; suspect.
    /// </summary>
    OrderUnnamed,

    /// <summary>The position has no prices, and prices come under another spelling of its market.</summary>
    OtherSpelling,
}

/// <summary>A coded refusal with its numbers.</summary>
/// <param name="Key">The position.</param>
/// <param name="Code">Why.</param>
/// <param name="Value">What was refused: a quantity, a price, or a time in Unix milliseconds.</param>
/// <param name="Bound">What it was held against: the open quantity, a price, the limit, or a time in Unix milliseconds.</param>
public readonly record struct FoldRejection(PositionKey Key, FoldCode Code, decimal Value, decimal Bound)
{
    /// <summary>What else there is to say: the asset of a fee, or what was left out and why; <see langword="null"/> = nothing.</summary>
    public string? Detail { get; init; }

    /// <summary>Such as <c>StopOnWrongSide(stop: 3400, entry: 3300)</c>.</summary>
    public override string ToString()
    {
        string value = PlainDecimal.Format(Value), bound = PlainDecimal.Format(Bound);
        return Code switch
        {
            FoldCode.DuplicateExecution => $"DuplicateExecution(quantity: {value}, price: {bound})",
            FoldCode.NothingToReduce => $"NothingToReduce(quantity: {value}, open: {bound})",
            FoldCode.ReductionSurplus => $"ReductionSurplus(surplus: {value}, open: {bound})",
            FoldCode.StopOnWrongSide => $"StopOnWrongSide(stop: {value}, entry: {bound})",
            FoldCode.StaleSnapshot => $"StaleSnapshot(time: {value}, lastChange: {bound})",
            FoldCode.IncludedInSnapshot => $"IncludedInSnapshot(quantity: {value}, price: {bound})",
            FoldCode.LatePrice => $"LatePrice(time: {value}, mark: {bound})",
            FoldCode.PriceJump => $"PriceJump(price: {value}, last: {bound})",
            FoldCode.ClockAhead => $"ClockAhead(time: {value}, id: {bound})",
            FoldCode.ExecutionChanged => $"ExecutionChanged(quantity: {value}, price: {bound})",
            FoldCode.MayBeRepeated => $"MayBeRepeated(quantity: {value}, price: {bound})",
            FoldCode.TooOldToJudge => $"TooOldToJudge(time: {value}, forgottenUntil: {bound})",
            FoldCode.MixedPositionModes => $"MixedPositionModes(oneWay: {value}, hedge: {bound})",
            FoldCode.MayBeInSnapshot => $"MayBeInSnapshot(quantity: {value}, price: {bound})",
            FoldCode.FieldLeftOut => $"FieldLeftOut({Detail})",
            FoldCode.FeeNotCounted => $"FeeNotCounted(fee: {value}, asset: {Detail})",
            FoldCode.OtherSpelling => $"OtherSpelling(prices: {Detail})",
            FoldCode.OrderUnnamed => $"OrderUnnamed(quantity: {value}, price: {bound})",
            FoldCode.PositionTooLarge => $"PositionTooLarge(quantity: {value}, price: {bound})",
            _ => throw new InvalidOperationException($"no text for {Code}"),
        };
    }
}
