using FsCheck.Xunit;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Tests.Generators;

namespace HarvestBrain.Core.Tests.Properties;

/// <summary>What holds of stops in every order of asked, confirmed, refused, asked again, crossed, filled, position gone and restart.</summary>
public sealed class StopProperties
{
    /// <summary>What an executor confirms is never looser than what it had confirmed before, unless it said that that one is gone.</summary>
    [Property]
    public void Confirmed_IsNeverLooserThanBefore(Scenario scenario)
    {
        var before = new Dictionary<PositionKey, (EntryId Epoch, decimal? Stop)>();
        History.Arrivals(scenario, (engine, arrival, _) =>
        {
            foreach (Position position in engine.Positions)
            {
                bool sameEpoch = before.TryGetValue(position.Key, out var last) && last.Epoch == position.Epoch && position.Direction != Direction.Flat;
                bool isOlder = arrival.Event.Kind is not (EventKind.Outcome or EventKind.PositionSnapshot); // gone, or a split
                if (sameEpoch && isOlder && last.Stop is { } stop)
                {
                    Assert.NotNull(position.ConfirmedStop);
                    Assert.True(position.Direction == Direction.Long ? position.ConfirmedStop >= stop : position.ConfirmedStop <= stop);
                }
                before[position.Key] = (position.Epoch, position.ConfirmedStop);
            }
        });
    }

    /// <summary>A stop in force that is not confirmed is shown so, and its age is that of the first time it was asked for.</summary>
    [Property]
    public void Unconfirmed_IsSaid(Scenario scenario) => History.Arrivals(scenario, (engine, arrival, result) =>
    {
        foreach (Position position in engine.Positions)
        {
            StopState? state = position.StopStateAt(arrival.NowUnixMs, scenario.Policy.StopCrossedSeconds);
            if (position.CurrentStop is not { } stop)
            {
                Assert.True(state is null or StopState.Rejected);
                continue;
            }
            Assert.NotNull(state);
            if (stop != position.ConfirmedStop) Assert.NotEqual(StopState.Confirmed, state);
            StopRequest request = position.StopRequest;
            if (state == StopState.Requested)
            {
                Assert.InRange(request.UnansweredSinceUnixMs, 1, request.RequestedAtUnixMs);
                Assert.True(request.Attempt >= 1);
            }
            if (scenario.Mode == HarvestMode.Shadow || !result.Changed.Contains(position)) continue;
            bool isThrough = position.Direction == Direction.Long ? position.MarkPrice <= stop : position.MarkPrice >= stop;
            Assert.Equal(isThrough, position.CrossedSinceUnixMs != 0);
        }
    });

    /// <summary>What is taken back was asked for, is neither filled nor refused, and is taken back once.</summary>
    [Property]
    public void TakenBack_AtMostOnceAndNeverAfterItsFill(Scenario scenario)
    {
        var asked = new Dictionary<(string, int), decimal>();
        var gone = new HashSet<string>(StringComparer.Ordinal);
        History.Arrivals(scenario, (engine, arrival, result) =>
        {
            if (arrival.Event is { Kind: EventKind.Outcome, IntentEcho: { } refused }) gone.Add(refused);
            foreach (Position position in engine.Positions)
            {
                foreach (Rung rung in position.Rungs.Where(rung => rung.State == RungState.Filled))
                    gone.Add(rung.IsTimeStop ? IntentId.OfTimeStop(position.Key, position.Epoch) : IntentId.OfRung(position.Key, position.Epoch, rung.TriggerR));
            }
            foreach (Intent intent in result.Intents)
            {
                if (intent.Kind != IntentKind.Cancel)
                {
                    asked[(intent.IntentId, intent.Attempt)] = intent.Quantity;
                    gone.Remove(intent.IntentId);
                    continue;
                }
                Assert.Equal(HarvestMode.Live, scenario.Mode);
                Assert.True(asked.Remove((intent.Cancels!, intent.Attempt)), $"{intent.Cancels} #{intent.Attempt}");
                Assert.DoesNotContain(intent.Cancels!, gone);
            }
        });
    }

    /// <summary>One id and attempt is asked for once.</summary>
    [Property]
    public void IdAndAttempt_AreAskedForOnce(Scenario scenario)
    {
        var asked = new HashSet<(string, int)>();
        History.Arrivals(scenario, (_, _, result) => Assert.All(result.Intents, intent => Assert.True(asked.Add((intent.IntentId, intent.Attempt)))));
    }
}
