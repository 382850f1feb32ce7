using HarvestBrain.Core.Guards;
using HarvestBrain.Core.Planning;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Deciding;

/// <summary>
/// The decision: what to ask for at this price, or why not. What is asked for is written back to the position:
/// a rung becomes <see cref="RungState.Requested"/>, a stop becomes the stop in force; quantity waits for fills.
/// </summary>
internal static class Decider
{
    /// <summary>One decision for one position. Appends to the lists; most ticks end at the first comparison.</summary>
    /// <param name="position">The position.</param>
    /// <param name="policy">The policy in force.</param>
    /// <param name="closed">Why nothing at all may be asked for; <see langword="null"/> = it may.</param>
    /// <param name="rate">The intents of the last minute.</param>
    /// <param name="nowUnixMs">The time of the decision.</param>
    /// <param name="intents">Takes what is asked for.</param>
    /// <param name="holds">Takes what is due and is not asked for.</param>
    public static void Decide(
        Position position, HarvestPolicy policy, HoldCode? closed, RateWindow rate, long nowUnixMs,
        List<Intent> intents, List<HoldReason> holds)
    {
        if (position.Direction == Direction.Flat) return;
        bool rearmDue = nowUnixMs >= position.NextRearmUnixMs;
        if (!rearmDue && !position.Reaches(position.MarkPrice, position.NextPrice) && !TimeStop.IsDue(position)) return;
        if (rearmDue) Rearm(position, policy, nowUnixMs);

        int intentsBefore = intents.Count;
        if (position.Suspect) holds.Add(new HoldReason(position.Key, HoldCode.Suspect));
        else if (position.InitialRisk is null) holds.Add(new HoldReason(position.Key, HoldCode.NoInitialRisk));
        else Ask(position, policy, closed, rate, nowUnixMs, intents, holds);
        // A request freezes its quantity: the rest of the ladder is laid out again, as it would be after a restart.
        if (intents.Count > intentsBefore) Planner.Refresh(position, policy);
        else Planner.RefreshNext(position, policy);
    }

    private static void Ask(
        Position position, HarvestPolicy policy, HoldCode? closed, RateWindow rate, long nowUnixMs,
        List<Intent> intents, List<HoldReason> holds)
    {
        decimal? stopBefore = position.CurrentStop; // all intents of one decision say the same stop
        decimal? rLevel = null; // and the same R, which is a division
        Span<Rung> ladder = position.Ladder;
        for (int i = 0; i < ladder.Length; i++)
        {
            Rung rung = ladder[i];
            if (!Planner.IsReady(rung) || !position.Reaches(position.MarkPrice, rung.TriggerPrice)) continue;
            if (IntentGuards.CheckMoment(position, policy, closed, rate, nowUnixMs) is { } notNow)
            {
                holds.Add(notNow);
                return;
            }
            if (IntentGuards.CheckSize(position, rung, policy, out decimal quantity) is { } notThis)
            {
                holds.Add(notThis);
                continue;
            }
            Request(position, rung, quantity, nowUnixMs);
            rate.Add(nowUnixMs);
            rLevel ??= position.RLevel;
            intents.Add(NewIntent(position, policy, IntentKind.PartialClose, rLevel, Math.Max(rung.TriggerR, policy.MinR), stopBefore) with
            {
                Side = position.ClosingSide,
                Quantity = quantity,
                RungR = rung.TriggerR,
                RungIndex = i,
                Attempt = rung.Attempt,
            });
        }

        if (TimeStop.IsDue(position))
        {
            if (IntentGuards.CheckMoment(position, policy, closed, rate, nowUnixMs) is { } notNow)
            {
                holds.Add(notNow);
                return;
            }
            Rung rest = position.TimeStop ?? Rung.OfTimeStop(policy.TimeStopBelowR);
            if (IntentGuards.CheckSize(position, rest, policy, out decimal quantity) is { } notThis) holds.Add(notThis);
            else
            {
                if (position.TimeStop is null) position.RungArray = [.. position.RungArray, rest];
                Request(position, rest, quantity, nowUnixMs);
                rate.Add(nowUnixMs);
                rLevel ??= position.RLevel;
                intents.Add(NewIntent(position, policy, IntentKind.PartialClose, rLevel, policy.TimeStopBelowR, stopBefore) with
                {
                    Side = position.ClosingSide,
                    Quantity = quantity,
                    IsTimeStop = true,
                    OpenForMs = position.MarkTimeUnixMs - position.OpenedAtUnixMs,
                    Attempt = rest.Attempt,
                });
            }
        }

        if (StopRules.Best(position, policy, nowUnixMs) is not { } stop) return;
        if (IntentGuards.CheckMoment(position, policy, closed, rate, nowUnixMs) is { } stopNotNow)
        {
            holds.Add(stopNotNow);
            return;
        }
        position.AskedStopBefore = position.AskedStop;
        position.AskedStopBeforeKind = position.AskedStopKind;
        position.AskedStop = stop.Price;
        position.AskedStopKind = stop.Kind;
        position.StopAskedAtUnixMs = nowUnixMs;
        rate.Add(nowUnixMs);
        bool trails = stop.Kind == StopKind.Trailing;
        intents.Add(NewIntent(position, policy, IntentKind.MoveStop, rLevel ?? position.RLevel, stop.ThresholdR, stopBefore) with
        {
            StopPrice = stop.Price,
            StopKind = stop.Kind,
            PeakPrice = trails ? position.PeakPrice : 0,
            TrailDistance = trails ? TrailingStop.Distance(position, policy)!.Value : 0,
            Attempt = position.RefusedStop is null ? 1 : 2, // the id may have been asked for before a refusal
        });
    }

    private static void Rearm(Position position, HarvestPolicy policy, long nowUnixMs)
    {
        foreach (Rung rung in position.RungArray)
        {
            if (!Planner.MayRearm(rung, policy) || nowUnixMs < Planner.RearmTime(policy, rung.RequestedAtUnixMs)) continue;
            rung.State = RungState.Armed;
            rung.Rejected = false;
            position.OutstandingQuantity -= rung.OutstandingQuantity;
            rung.OutstandingQuantity = 0;
        }
        TimeStop.Plan(position, policy);
    }

    private static void Request(Position position, Rung rung, decimal quantity, long nowUnixMs)
    {
        rung.State = RungState.Requested;
        rung.Attempt++;
        rung.RequestedAtUnixMs = nowUnixMs;
        rung.OutstandingQuantity = quantity;
        rung.Quantity = rung.FilledQuantity + quantity; // capped: what is not asked for now is not asked for later
        position.OutstandingQuantity += quantity;
        if (!rung.TakesRest || rung.IsTimeStop) return;
        // The rest is all there is: what other rungs still had laid out is part of it.
        foreach (Rung other in position.Ladder)
        {
            if (other != rung && other.OutstandingQuantity == 0) other.Quantity = other.FilledQuantity;
        }
    }

    private static Intent NewIntent(
        Position position, HarvestPolicy policy, IntentKind kind, decimal? rLevel, decimal thresholdR, decimal? stopBefore) => new()
    {
        RBasis = policy.RBasis,
        Kind = kind,
        Key = position.Key,
        Epoch = position.Epoch,
        RLevel = rLevel ?? 0,
        ThresholdR = thresholdR,
        MarkPrice = position.MarkPrice,
        EntryPrice = position.AverageEntry,
        CurrentStop = stopBefore,
        UnrealizedPnl = position.UnrealizedPnl,
        TimeUnixMs = position.MarkTimeUnixMs,
    };
}
