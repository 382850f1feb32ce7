using System.Text.Json;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Core.State;

/// <summary>
/// The durable state of one position as JSON, with a schema version. What is derived (initial risk, trigger prices) is not
/// saved; the policy in force when it is restored computes it anew.
/// </summary>
public static class PositionState
{
    /// <summary>The schema version that this code writes.</summary>
    public const int Schema = 6;

    /// <summary>
    /// The oldest schema version that this code reads: 1 knew the ladder and the break-even stop only, 2 of executions only which they
    /// were, 3 no orders.
    /// </summary>
    public const int OldestSchema = 1;

    /// <summary>Saves a position.</summary>
    /// <param name="position">The position, flat or open.</param>
    /// <param name="mode">The mode that its requests were made in.</param>
    public static byte[] Save(Position position, HarvestMode mode)
    {
        ArgumentNullException.ThrowIfNull(position);
        StopRequest asked = position.StopRequest;
        var saved = new SavedPosition
        {
            Schema = Schema,
            Mode = Words.Of(mode),
            Symbol = position.Key.Symbol,
            PositionSide = Words.Of(position.Key.Side),
            Side = Words.Of(position.Direction),
            Quantity = position.Quantity,
            BaseQuantity = position.BaseQuantity,
            ConfirmedQuantity = position.ConfirmedQuantity,
            IsDust = position.IsDust,
            AverageEntry = position.AverageEntry,
            InitialStop = position.InitialStop,
            OutsideStop = position.OutsideStop,
            AskedStop = asked.Requested?.Price,
            AskedStopKind = asked.Requested is { } requested ? Words.Of(requested.Kind) : null,
            AskedStopBefore = asked.Previous?.Price,
            AskedStopBeforeKind = asked.Previous is { } previous ? Words.Of(previous.Kind) : null,
            StopAskedAt = asked.RequestedAtUnixMs,
            StopAttempt = asked.Attempt,
            RefusedStop = asked.Rejected,
            RefusedStopUntil = asked.RejectedUntilUnixMs,
            MarkPrice = position.MarkPrice,
            MarkTime = position.MarkTimeUnixMs,
            HeldPrice = position.HeldPrice,
            HeldPriceTime = position.HeldPriceUnixMs,
            BestPrice = position.BestPrice == BestOf(position.Quantity, position.PeakPrice) ? null : position.BestPrice,
            CrossedSince = position.CrossedSinceUnixMs,
            PeakPrice = position.PeakPrice,
            TroughPrice = position.TroughPrice,
            RealizedPnl = position.RealizedPnl,
            Fees = position.FeesQuote,
            FeesIncomplete = position.FeesIncomplete,
            Epoch = position.Epoch.ToString(),
            ContractSize = position.ContractSize == 1 ? null : position.ContractSize,
            OpenedAt = position.OpenedAtUnixMs,
            EntryFeePerUnit = position.EntryFeePerUnit,
            FundingPerUnit = position.FundingPerUnit,
            ExitQuantity = position.Current.ExitQuantity,
            ExitNotional = position.Current.ExitNotional,
            FundingQuote = position.Current.FundingQuote,
            HasFee = position.Current.HasFee,
            StopMoves = position.Current.StopMoves.Length == 0 ? null : Array.ConvertAll(position.Current.StopMoves, MoveOf),
            Paper = SavedPaper.From(position),
            Protection = SavedProtection.From(position.Current.Protection),
            Standing = SavedStanding.From(position.Standing),
            OutsideAtr = position.Current.OutsideAtr,
            AtrBars = position.AtrBars is { } bars ? SavedAtrBars.From(bars) : null,
            LadderScale = position.LadderScale,
            Suspect = position.Suspect,
            LastFillAt = position.LastFillUnixMs,
            CorrectedAt = position.CorrectedAtUnixMs,
            CorrectedSlack = position.CorrectedSlackMs,
            Untold = SavedUntold.From(position.Untold),
            Refused = position.Refused is { } refused ? SavedRefusal.From(refused) : null,
            Rungs = Array.ConvertAll(position.Current.Rungs, SavedRung.From),
            Executions = SavedExecutions.Save(position.Executions),
            NewestExecution = position.Executions.NewestUnixMs,
            ForgottenUntil = position.Executions.ForgottenUntilUnixMs,
            Orders = position.Orders.Orders.IsEmpty ? null : Array.ConvertAll(position.Orders.Orders.ToArray(), SavedOrder.From),
            OrdersForgottenUntil = position.Orders.ForgottenUntilUnixMs,
        };
        return JsonSerializer.SerializeToUtf8Bytes(WithAnswers(saved, asked), SavedPositionContext.Default.SavedPosition);
    }

    /// <summary>What became of the stop that was asked for.</summary>
    private static SavedPosition WithAnswers(SavedPosition saved, StopRequest asked) => saved with
    {
        ConfirmedStop = asked.Confirmed?.Price,
        ConfirmedStopKind = asked.Confirmed is { } confirmed ? Words.Of(confirmed.Kind) : null,
        StopUnansweredSince = asked.UnansweredSinceUnixMs,
        StopValidUntil = asked.ValidUntilUnixMs,
        StopRefused = asked.IsRejected,
        StopOverdue = asked.IsOverdue,
        StopCancelled = asked.IsCancelled,
        TightestStop = asked.Tightest,
        StopsEnded = asked.Ended,
    };

    /// <summary>
    /// Restores a position. When it was saved in the other mode, what was asked for there binds nothing here: requested rungs are
    /// armed again and the stop falls back to the last one known from outside.
    /// </summary>
    /// <param name="json">What <see cref="Save"/> returned.</param>
    /// <param name="mode">The mode that is in force now.</param>
    /// <param name="modeChanged">The state was saved in the other mode.</param>
    /// <exception cref="StateException">Not such a state, or of another schema version.</exception>
    public static Position Restore(ReadOnlySpan<byte> json, HarvestMode mode, out bool modeChanged)
    {
        CheckSchema(json);
        SavedPosition saved;
        try
        {
            saved = JsonSerializer.Deserialize(json, SavedPositionContext.Default.SavedPosition)
                ?? throw new StateException("a saved position is null");
        }
        catch (JsonException e)
        {
            throw new StateException($"a saved position is broken: {e.Message}", e);
        }

        if (!EntryId.TryParse(saved.Epoch, out EntryId epoch)) throw new StateException($"'{saved.Epoch}' is no epoch");
        PositionSide side = Parse<PositionSide>(saved.PositionSide, Words.Of);
        var position = new Position(new PositionKey(saved.Symbol, side))
        {
            Current = new EpochState
            {
                Direction = Parse<Direction>(saved.Side, Words.Of),
                Quantity = saved.Quantity,
                BaseQuantity = saved.BaseQuantity,
                ConfirmedQuantity = saved.ConfirmedQuantity,
                IsDust = saved.IsDust,
                AverageEntry = saved.AverageEntry,
                ContractSize = saved.ContractSize ?? 1,
                InitialStop = saved.InitialStop,
                OutsideStop = saved.OutsideStop,
                StopRequest = RequestOf(saved),
                BestPrice = saved.BestPrice ?? (saved.Schema < 4 ? saved.MarkPrice : BestOf(saved.Quantity, saved.PeakPrice)),
                CrossedSinceUnixMs = saved.CrossedSince,
                OpenedAtUnixMs = saved.OpenedAt ?? epoch.UnixMilliseconds,
                EntryFeePerUnit = saved.EntryFeePerUnit,
                FundingPerUnit = saved.FundingPerUnit,
                ExitQuantity = saved.ExitQuantity,
                ExitNotional = saved.ExitNotional,
                FundingQuote = saved.FundingQuote,
                HasFee = saved.HasFee,
                StopMoves = saved.StopMoves is { } moves ? Array.ConvertAll(moves, MoveOf) : [],
                Paper = SavedPaper.Restore(saved),
                Protection = saved.Protection?.ToProtection() ?? default,
                OutsideAtr = saved.OutsideAtr,
                Rungs = Array.ConvertAll(saved.Rungs, rung => rung.ToRung()),
                LadderScale = saved.LadderScale ?? (saved.Schema == 1 && saved.Quantity > 0 ? 1 : null),
            },
            MarkPrice = saved.MarkPrice,
            MarkTimeUnixMs = saved.MarkTime,
            HeldPrice = saved.HeldPrice,
            HeldPriceUnixMs = saved.HeldPriceTime,
            PeakPrice = saved.PeakPrice,
            TroughPrice = saved.TroughPrice,
            RealizedPnl = saved.RealizedPnl,
            FeesQuote = saved.Fees,
            FeesIncomplete = saved.FeesIncomplete,
            Epoch = epoch,
            AtrBars = saved.AtrBars?.ToBars(),
            Suspect = saved.Suspect,
            LastFillUnixMs = saved.LastFillAt,
            CorrectedAtUnixMs = saved.CorrectedAt,
            CorrectedSlackMs = saved.CorrectedSlack,
            Untold = saved.Untold?.ToUntold() ?? default,
            Refused = saved.Refused?.ToRefusal(),
            Standing = saved.Standing?.ToStanding() ?? default,
        };
        RestoreMemory(saved, position);
        HarvestMode savedMode = Parse<HarvestMode>(saved.Mode, Words.Of);
        modeChanged = savedMode != mode;
        if (modeChanged) ForgetRequests(position);
        return position;
    }

    private static void RestoreMemory(SavedPosition saved, Position position)
    {
        SavedExecutions.Restore(saved, position.Executions);
        foreach (SavedOrder order in saved.Orders ?? []) position.Orders.Set(order.ToOrder());
        position.Orders.ForgottenUntilUnixMs = saved.OrdersForgottenUntil;
    }

    private static void ForgetRequests(Position position)
    {
        foreach (Rung rung in position.Current.Rungs)
        {
            if (rung.State == RungState.Requested) rung.State = RungState.Armed;
            rung.Attempt = 0;
            rung.Rejected = rung.IsCancelled = false;
            rung.OutstandingQuantity = 0;
            rung.RequestedAtUnixMs = rung.AskedAtMarkUnixMs = rung.UnansweredSinceUnixMs = rung.ValidUntilUnixMs = 0;
        }
        position.Current.StopRequest = default;
        position.Current.StopMoves = [];
        position.Current.CrossedSinceUnixMs = 0; // what should be in force is another one
        // Nobody there was told here: it is said again. What stands is held against what should from the next entry on.
        if (position.Current.Protection.Said is not null) position.Current.Protection = new Protection { Said = 0 };
        position.Standing = position.Standing with
        {
            UnprotectedSinceUnixMs = 0, QuantityDiffersSinceUnixMs = 0, PriceDiffersSinceUnixMs = 0, OrphanSinceUnixMs = 0,
        };
    }

    // Mostly the peak; before schema 4 only the mark counted.
    private static decimal BestOf(decimal open, decimal peak) => open == 0 ? 0 : peak;

    private static SavedStopMove MoveOf(MovedStop move) => new()
    {
        Kind = Words.Of(move.Kind),
        Price = move.Price,
        At = move.AtUnixMs,
        Attempt = move.Attempt > 1 ? move.Attempt : 0,
        OpenUntil = move.OpenUntilUnixMs,
    };

    private static MovedStop MoveOf(SavedStopMove move) => new(Parse<StopKind>(move.Kind, Words.Of), move.Price, move.At)
    {
        Attempt = Math.Max(1, move.Attempt), OpenUntilUnixMs = move.OpenUntil,
    };

    private static StopRequest RequestOf(SavedPosition saved)
    {
        RequestedStop? requested = StopOf(saved.AskedStop, saved.AskedStopKind);
        bool isOld = saved.Schema < 4;
        return new StopRequest
        {
            Requested = requested,
            Previous = StopOf(saved.AskedStopBefore, saved.AskedStopBeforeKind),
            RequestedAtUnixMs = saved.StopAskedAt,
            Rejected = saved.RefusedStop,
            RejectedUntilUnixMs = saved.RefusedStopUntil,
            Attempt = isOld && requested is not null ? 1 : saved.StopAttempt,
            Confirmed = StopOf(saved.ConfirmedStop, saved.ConfirmedStopKind),
            UnansweredSinceUnixMs = isOld && requested is not null ? saved.StopAskedAt : saved.StopUnansweredSince,
            ValidUntilUnixMs = saved.StopValidUntil,
            IsRejected = saved.StopRefused,
            IsOverdue = saved.StopOverdue,
            IsCancelled = saved.StopCancelled,
            Tightest = isOld ? saved.AskedStop ?? saved.RefusedStop : saved.TightestStop,
            Ended = isOld && saved.RefusedStop is not null ? 1 : saved.StopsEnded,
        };
    }

    private static void CheckSchema(ReadOnlySpan<byte> json)
    {
        int schema;
        try
        {
            schema = JsonSerializer.Deserialize(json, SavedPositionContext.Default.SavedSchema)?.Schema ?? 0;
        }
        catch (JsonException e)
        {
            throw new StateException($"a saved position is broken: {e.Message}", e);
        }
        if (schema is >= OldestSchema and <= Schema) return;
        string advice = schema > Schema
            ? "it was written by a newer version: run that one, or a later one"
            : "it is not known to any version";
        throw new StateException($"a saved position has schema {schema}, this version reads schema {OldestSchema} to {Schema}; {advice}");
    }

    private static RequestedStop? StopOf(decimal? price, string? word)
    {
        if (price is not { } stop) return null;
        StopKind kind = word is null
            ? StopKind.BreakEven // the only kind that schema 1 knew
            : Parse<StopKind>(word, Words.Of);
        return new RequestedStop(stop, kind);
    }

    private static T Parse<T>(string text, Func<T, string> word) where T : struct, Enum
    {
        foreach (T candidate in Enum.GetValues<T>())
        {
            if (string.Equals(word(candidate), text, StringComparison.Ordinal)) return candidate;
        }
        throw new StateException($"'{text}' is no {typeof(T).Name}");
    }
}
