using HarvestBrain.Core.Events;
using HarvestBrain.Core.Planning;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>
/// Which execution it is: one that was folded is not folded again, and where that cannot be known the position is suspect.
/// </summary>
internal static class RepeatFold
{
    /// <summary>Remembers an execution, or refuses it.</summary>
    /// <returns>What the refusal did; <see langword="null"/> = the execution is new.</returns>
    public static Folded? Refuse(Position position, in HarvestEvent e, List<FoldRejection> rejections)
    {
        if (e.ExecutionKey == 0) return null;
        // A guessed key holds quantity and price already. What tells two of them apart is the entry: the same one is read again.
        uint print = e.IsKeyGuessed ? ExecutionKey.Print(e.Id) : ExecutionKey.Print(e.Quantity, e.Price);
        var execution = new Execution(e.ExecutionKey, print, e.TimeUnixMs);
        switch (position.Executions.Find(execution, e.TradeKey))
        {
            case Recall.New:
                position.Executions.Add(execution);
                return null;
            case Recall.Same:
                rejections.Add(new(position.Key, FoldCode.DuplicateExecution, e.Quantity, e.Price));
                return Folded.Nothing;
            case Recall.Changed:
                rejections.Add(new(position.Key, e.IsKeyGuessed ? FoldCode.MayBeRepeated : FoldCode.ExecutionChanged, e.Quantity, e.Price));
                break;
            default:
                rejections.Add(new(position.Key, FoldCode.TooOldToJudge, e.TimeUnixMs, position.Executions.ForgottenUntilUnixMs));
                break;
        }
        EpochFold.Distrust(position);
        return Folded.Remembered(Replan.Next);
    }
}
