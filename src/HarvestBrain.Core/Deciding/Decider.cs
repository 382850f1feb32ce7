using HarvestBrain.Core.Folding;
using HarvestBrain.Core.Guards;
using HarvestBrain.Core.Planning;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Deciding;

/// <summary>
/// The decision: what to ask for at this price, or why not. It finds what is due, one after the other; <see cref="RequestFold"/> writes
/// each to the position before the next one is looked for.
/// </summary>
internal static class Decider
{
    /// <summary>One decision for one position. Appends to the lists; most ticks end at the first comparison.</summary>
    /// <param name="position">The position.</param>
    /// <param name="policy">The policy in force.</param>
    /// <param name="blockedBy">Why nothing at all may be asked for; <see langword="null"/> = it may.</param>
    /// <param name="context">Mode and limits.</param>
    /// <param name="nowUnixMs">The time of the decision.</param>
    /// <param name="intents">Takes what is asked for.</param>
    /// <param name="holds">Takes what is due and is not asked for.</param>
    /// <returns>What has to be planned anew.</returns>
    public static Replan Decide(
        Position position, HarvestPolicy policy, HoldCode? blockedBy, DecisionContext context, long nowUnixMs,
        List<Intent> intents, List<HoldReason> holds)
    {
        if (position.IsHeldBack) RequestFold.HoldBack(position, false);
        if (position.Direction == Direction.Flat || position.IsDust) return Replan.None;
        if (!position.Reaches(position.MarkPrice, position.Plan.NextPrice) && !TimeStop.IsDue(position)) return Replan.None;

        int intentsBefore = intents.Count;
        if (position.Suspect) holds.Add(new HoldReason(position.Key, HoldCode.Suspect));
        else if (position.InitialRisk is null) holds.Add(new HoldReason(position.Key, HoldCode.NoInitialRisk));
        else Ask(position, policy, blockedBy, context, nowUnixMs, intents, holds);
        // A request freezes its quantity: the rest of the ladder is laid out again, as it would be after a restart.
        return intents.Count > intentsBefore ? Replan.All : Replan.Next;
    }

    private static void Ask(
        Position position, HarvestPolicy policy, HoldCode? blockedBy, DecisionContext context, long nowUnixMs,
        List<Intent> intents, List<HoldReason> holds)
    {
        // All intents of one decision say the same stop.
        decimal? stopBefore = position.StopRequest.IsOverdue ? position.StopBeforeRequest : position.CurrentStop;
        decimal? rLevel = null; // and the same R, which is a division
        for (int next = 0; NextDue(position, policy, nowUnixMs, ref next) is { } due;)
        {
            if (IntentGuards.CheckMoment(position, policy, blockedBy, nowUnixMs) is { } notNow)
            {
                holds.Add(notNow);
                return;
            }
            bool isStop = due.Rung is null;
            RateWindow rate = isStop ? context.StopRate : context.Rate;
            if (IntentGuards.CheckRate(position, rate, isStop ? HoldCode.StopsRateLimited : HoldCode.RateLimited, nowUnixMs) is { } tooMany)
            {
                holds.Add(tooMany);
                RequestFold.HoldBack(position, true);
                if (isStop) continue; // what closes has a limit of its own
                return;
            }
            decimal quantity = 0;
            if (due.Rung is { } rung && IntentGuards.CheckSize(position, rung, policy, out quantity) is { } notThis)
            {
                holds.Add(notThis);
                continue;
            }
            long validUntil = policy.IntentTtlSeconds == 0 ? 0 : position.MarkTimeUnixMs + (policy.IntentTtlSeconds * 1000L);
            long expiresAt = context.Mode == HarvestMode.Live ? validUntil : 0; // nobody answers a suggestion
            if (due.Rung is not null) RequestFold.Close(position, due.Rung, quantity, nowUnixMs, expiresAt);
            if (due.Rung is not null && context.Mode == HarvestMode.Shadow) PaperFold.Ask(position, quantity);
            if (isStop && policy.Protect) ProtectFold.Carry(position);
            if (isStop) StopFold.Ask(position, due.Stop, nowUnixMs, expiresAt);
            rate.Add(nowUnixMs);
            rLevel ??= position.RLevel;
            Intent common = Common(position, policy, rLevel ?? 0, stopBefore) with { ValidUntilUnixMs = validUntil };
            intents.Add(isStop ? StopMove(common, position, policy, due.Stop) : Close(common, position, policy, due, quantity));
        }
    }

    /// <summary>What is due next: the tightest stop, the rungs in order, the time stop. What protects comes before what earns.</summary>
    /// <param name="position">The position.</param>
    /// <param name="policy">The policy in force.</param>
    /// <param name="nowUnixMs">The time of the decision.</param>
    /// <param name="next">Where to look first; moves behind what was found.</param>
    private static Due? NextDue(Position position, HarvestPolicy policy, long nowUnixMs, ref int next)
    {
        if (next == 0)
        {
            next++;
            if (StopRules.Best(position, policy, nowUnixMs) is { } stop) return new Due(Stop: stop);
        }
        Span<Rung> ladder = position.Ladder;
        while (next <= ladder.Length)
        {
            int index = next++ - 1;
            if (Planner.IsReady(ladder[index]) && position.Reaches(position.MarkPrice, ladder[index].TriggerPrice))
                return new Due(ladder[index], index);
        }
        if (next > ladder.Length + 1) return null;
        next++;
        return TimeStop.IsDue(position) ? new Due(position.TimeStop ?? Rung.OfTimeStop(policy.TimeStopBelowR)) : null;
    }

    private static Intent Close(in Intent common, Position position, HarvestPolicy policy, in Due due, decimal quantity)
    {
        Rung rung = due.Rung!;
        bool isTimeStop = rung.IsTimeStop;
        return common with
        {
            Kind = IntentKind.PartialClose,
            ThresholdR = isTimeStop ? policy.TimeStopBelowR : Math.Max(rung.TriggerR, policy.MinR),
            Side = position.ClosingSide,
            Quantity = quantity,
            RungR = isTimeStop ? 0 : rung.TriggerR,
            RungIndex = due.RungIndex,
            IsTimeStop = isTimeStop,
            OpenForMs = isTimeStop ? position.MarkTimeUnixMs - position.OpenedAtUnixMs : 0,
            Attempt = rung.Attempt,
        };
    }

    private static Intent StopMove(in Intent common, Position position, HarvestPolicy policy, in StopProposal stop)
    {
        bool trails = stop.Kind == StopKind.Trailing;
        return common with
        {
            Kind = IntentKind.MoveStop,
            ThresholdR = stop.ThresholdR,
            StopPrice = stop.Price,
            StopKind = stop.Kind,
            Side = policy.Protect ? position.ClosingSide : default,
            ProtectQuantity = policy.Protect ? position.Quantity : 0,
            PeakPrice = trails ? position.PeakPrice : 0,
            // One that is asked for again may be of a rule that is off by now.
            TrailDistance = trails ? TrailingStop.Distance(position, policy) ?? Math.Abs(position.PeakPrice - stop.Price) : 0,
            Attempt = position.StopRequest.Attempt,
        };
    }

    private static Intent Common(Position position, HarvestPolicy policy, decimal rLevel, decimal? stopBefore) => new()
    {
        Kind = default,
        Key = position.Key,
        Epoch = position.Epoch,
        RBasis = policy.RBasis,
        FeesIncomplete = policy.RBasis == RBasis.Net && position.FeesIncomplete,
        RLevel = rLevel,
        ThresholdR = 0,
        MarkPrice = position.MarkPrice,
        EntryPrice = position.AverageEntry,
        CurrentStop = stopBefore,
        UnrealizedPnl = position.UnrealizedPnl,
        TimeUnixMs = position.MarkTimeUnixMs,
    };

    /// <summary>Something to ask for: a rung, the time stop's among them, or else a stop.</summary>
    private readonly record struct Due(Rung? Rung = null, int RungIndex = 0, StopProposal Stop = default);
}
