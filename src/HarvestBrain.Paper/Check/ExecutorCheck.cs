using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Paper.Check;

/// <summary>Plays a position to an executor, and says promise by promise what it kept.</summary>
internal sealed class ExecutorCheck(CheckDesk desk, CheckOptions options)
{
    private readonly List<PromiseResult> _results = [];

    private decimal Quarter => options.Quantity / 4;

    /// <summary>Plays all of it.</summary>
    /// <exception cref="Redis.Store.StoreException">Redis is away, or refuses something.</exception>
    public async Task<IReadOnlyList<PromiseResult>> RunAsync(CancellationToken stop)
    {
        await desk.OpenAsync(stop).ConfigureAwait(false);
        if (await FirstCloseAsync(stop).ConfigureAwait(false))
        {
            await AttemptsAsync(stop).ConfigureAwait(false);
            await ReduceOnlyAsync(stop).ConfigureAwait(false);
            await ValidUntilAsync(stop).ConfigureAwait(false);
            await CancelAsync(stop).ConfigureAwait(false);
            await StopAsync(stop).ConfigureAwait(false);
            await RestartAsync(stop).ConfigureAwait(false);
            await desk.CloseAsync(stop).ConfigureAwait(false);
        }
        foreach (Promise promise in Enum.GetValues<Promise>())
        {
            if (!_results.Exists(result => result.Promise == promise)) Note(promise, Verdict.NotTried, "it does not answer as far as this");
        }
        return _results;
    }

    private async Task<bool> FirstCloseAsync(CancellationToken stop)
    {
        Intent close = desk.Close(Quarter);
        await desk.AskAsync(stop, close).ConfigureAwait(false);
        if (!await desk.WaitAsync(() => AllFills().Any(), options.Wait, stop).ConfigureAwait(false))
        {
            string said = desk.Answers is [var first, ..] ? $"no fill, but {first.Kind}," : "nothing";
            Note(Promise.Answers, Verdict.Broken, $"{said} within {Seconds(options.Wait)}");
            return false;
        }
        Note(Promise.Answers, Verdict.Kept, $"a close of {Text(Quarter)} was filled");
        await desk.WaitAsync(() => Sum(AllFills()) >= Quarter, options.Wait, stop).ConfigureAwait(false);
        HarvestEvent[] atFirst = [.. AllFills()];
        await desk.QuietAsync(stop).ConfigureAwait(false);
        HarvestEvent[] fills = [.. AllFills()];

        int silent = fills.Count(fill => fill.IntentEcho != close.IntentId);
        Judge(Promise.Echo, silent == 0, $"{fills.Length - silent} of {fills.Length} fills name {close.IntentId}");
        decimal later = Sum(fills) - Sum(atFirst);
        // What comes once more, as a whole or behind a whole, is a second fill; everything else is the wrong quantity.
        bool isTwice = fills.Length > 1 && Sum(fills) >= 2 * Quarter && (Sum(fills[..(fills.Length / 2)]) == Quarter || later > 0);
        Judge(Promise.Once, !isTwice, $"{fills.Length} fills, {Text(Sum(fills))} of {Text(Quarter)}");
        Judge(Promise.Quantity, isTwice || Sum(fills) == Quarter, $"{Text(Sum(fills))} filled of {Text(Quarter)}, in {fills.Length} parts");
        return silent < fills.Length; // nothing else can be told apart without an echo
    }

    private async Task AttemptsAsync(CancellationToken stop)
    {
        Intent close = desk.Close(Quarter / 4);
        await desk.AskAsync(stop, close).ConfigureAwait(false);
        if (!await FilledAsync(Promise.Attempt, close, stop).ConfigureAwait(false)) return;
        decimal once = desk.Filled(close);
        await desk.AskAsync(stop, close).ConfigureAwait(false);
        await BehindAsync(stop).ConfigureAwait(false);
        decimal again = desk.Filled(close) - once;
        await desk.AskAsync(stop, close with { Attempt = 2 }).ConfigureAwait(false);
        bool second = await desk.WaitAsync(() => desk.Filled(close) > once + again, options.Wait, stop).ConfigureAwait(false);
        string seen = again > 0 ? $"{Text(again)} filled once more for the same attempt"
            : second ? "the same attempt once, the next one again"
            : "attempt 2 was not filled";
        Judge(Promise.Attempt, again == 0 && second, seen);
    }

    private async Task ReduceOnlyAsync(CancellationToken stop)
    {
        await desk.OpenAsync(stop).ConfigureAwait(false);
        Intent close = desk.Close(options.Quantity * 5);
        await desk.AskAsync(stop, close).ConfigureAwait(false);
        await desk.WaitAsync(() => Said(close), options.Wait, stop).ConfigureAwait(false);
        await desk.QuietAsync(stop).ConfigureAwait(false);
        decimal filled = desk.Filled(close);
        decimal left = desk.Open;
        if (left > 0) await desk.CloseAsync(stop).ConfigureAwait(false);

        Intent flat = desk.Close(Quarter);
        await desk.AskAsync(stop, flat).ConfigureAwait(false);
        bool said = await desk.WaitAsync(() => Said(flat), options.Wait, stop).ConfigureAwait(false);
        await desk.QuietAsync(stop).ConfigureAwait(false);
        decimal sold = desk.Filled(flat);
        Judge(
            Promise.ReduceOnly, filled <= options.Quantity && sold == 0,
            $"of {Text(5 * options.Quantity)}, {Text(options.Quantity)} open, {Text(filled)} was filled; with nothing open {Text(sold)}");
        bool refused = desk.Answers.Exists(answer => answer.Kind == EventKind.Outcome && answer.IntentEcho == flat.IntentId);
        string answer = refused ? "came back refused" : said ? "was filled" : "was never answered";
        Judge(Promise.Rejection, refused, $"a close of nothing {answer}");
    }

    private async Task ValidUntilAsync(CancellationToken stop)
    {
        await desk.OpenAsync(stop).ConfigureAwait(false);
        Intent late = desk.Close(Quarter);
        late = late with { ValidUntilUnixMs = late.TimeUnixMs - 1000 };
        await desk.AskAsync(stop, late).ConfigureAwait(false);
        await BehindAsync(stop).ConfigureAwait(false);
        Judge(Promise.ValidUntil, desk.Filled(late) == 0, $"{Text(desk.Filled(late))} filled of what had run out a second before");
    }

    private async Task CancelAsync(CancellationToken stop)
    {
        await desk.OpenAsync(stop).ConfigureAwait(false);
        Intent close = desk.Close(Quarter);
        await desk.AskAsync(stop, close, CheckDesk.Cancel(close)).ConfigureAwait(false);
        await BehindAsync(stop).ConfigureAwait(false);
        Judge(Promise.Cancel, desk.Filled(close) == 0, $"{Text(desk.Filled(close))} filled of what was taken back in the same instant");
    }

    private async Task StopAsync(CancellationToken stop)
    {
        await desk.OpenAsync(stop).ConfigureAwait(false);
        Intent moved = desk.Stop(options.Price * 0.95m);
        if (!await StandsAsync(moved, stop).ConfigureAwait(false))
        {
            Note(Promise.Stop, Verdict.Broken, "nobody said that it stands");
            return;
        }
        bool closed = await CrossAsync(stop).ConfigureAwait(false);
        Judge(Promise.Stop, closed, $"it was said to stand; with the price through it {Text(desk.Open)} stayed open");
    }

    private async Task RestartAsync(CancellationToken stop)
    {
        if (options.Restart is null)
        {
            Note(Promise.Restart, Verdict.NotTried, "nobody can restart it: --restart-command");
            return;
        }
        await desk.OpenAsync(stop).ConfigureAwait(false);
        Intent moved = desk.Stop(options.Price * 0.94m), before = desk.Close(Quarter);
        bool stood = await StandsAsync(moved, stop).ConfigureAwait(false);
        await desk.AskAsync(stop, before).ConfigureAwait(false);
        if (!await FilledAsync(Promise.Restart, before, stop).ConfigureAwait(false)) return;
        await desk.QuietAsync(stop).ConfigureAwait(false);
        decimal filled = Sum(AllFills());
        await options.Restart(stop).ConfigureAwait(false);

        Intent after = desk.Close(Quarter);
        await desk.AskAsync(stop, before, after).ConfigureAwait(false);
        bool goesOn = await desk.WaitAsync(() => desk.Filled(after) >= Quarter, options.Wait, stop).ConfigureAwait(false);
        await desk.QuietAsync(stop).ConfigureAwait(false);
        decimal repeated = Sum(AllFills()) - filled - desk.Filled(after);
        bool stands = await CrossAsync(stop).ConfigureAwait(false);
        string seen = !goesOn ? "it did not go on" : repeated > 0 ? $"{Text(repeated)} filled once more of what was done before"
            : !stood || !stands ? "the stop that stood was forgotten" : "nothing was repeated, and the stop still stood";
        Judge(Promise.Restart, goesOn && repeated == 0 && stood && stands, seen);
    }

    private async Task<bool> StandsAsync(Intent moved, CancellationToken stop)
    {
        await desk.AskAsync(stop, moved).ConfigureAwait(false);
        return await desk.WaitAsync(Stands, options.Wait, stop).ConfigureAwait(false);

        bool Stands() => desk.Answers.Exists(answer => answer.Kind == EventKind.Accepted && answer.IntentEcho == moved.IntentId);
    }

    // Behind every stop that was asked for, and before the one that its fill told: 0.95 and 0.94 of the price, and 0.9.
    private async Task<bool> CrossAsync(CancellationToken stop)
    {
        await desk.PriceAsync(options.Price * 0.93m, stop).ConfigureAwait(false);
        return await desk.WaitAsync(() => desk.Open <= 0, options.Wait, stop).ConfigureAwait(false);
    }

    /// <summary>Asks for something that has to be done: once it is, what was asked for before it has been looked at.</summary>
    private async Task BehindAsync(CancellationToken stop)
    {
        Intent last = desk.Close(Quarter / 4);
        await desk.AskAsync(stop, last).ConfigureAwait(false);
        await desk.WaitAsync(() => Said(last), options.Wait, stop).ConfigureAwait(false);
        await desk.QuietAsync(stop).ConfigureAwait(false);
    }

    private async Task<bool> FilledAsync(Promise promise, Intent intent, CancellationToken stop)
    {
        if (await desk.WaitAsync(() => desk.Filled(intent) >= intent.Quantity, options.Wait, stop).ConfigureAwait(false)) return true;
        Note(promise, Verdict.Broken, $"{Text(desk.Filled(intent))} filled of {Text(intent.Quantity)} within {Seconds(options.Wait)}");
        return false;
    }

    private bool Said(Intent intent) => desk.Answers.Exists(answer => answer.IntentEcho == intent.IntentId);

    private IEnumerable<HarvestEvent> AllFills() => desk.Answers.Where(answer => answer.Kind == EventKind.Fill);

    private void Judge(Promise promise, bool kept, string seen) => Note(promise, kept ? Verdict.Kept : Verdict.Broken, seen);

    private void Note(Promise promise, Verdict verdict, string seen) => _results.Add(new PromiseResult(promise, verdict, seen));

    private static decimal Sum(IEnumerable<HarvestEvent> fills) => fills.Sum(fill => fill.Quantity);

    private static string Text(decimal value) => PlainDecimal.Format(value);

    private static string Seconds(TimeSpan time) => $"{PlainDecimal.Format((decimal)time.TotalSeconds)} s";
}
