namespace HarvestBrain.SessionGeneration;

/// <summary>Makes up a recorded session: prices and executions of several symbols, as <c>harvestbrain replay</c> reads them.</summary>
public static class SessionGenerator
{
    private const int RepeatPerMille = 2;

    /// <summary>The lines of the session, without line ends: one JSON object each, with a strictly rising <c>id</c>.</summary>
    /// <param name="options">What to generate; equal options give equal lines.</param>
    /// <returns>A lazy sequence in constant memory. Enumerating it again gives the same lines again.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static IEnumerable<string> Lines(SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return Generate(options);
    }

    private static IEnumerable<string> Generate(SessionOptions options)
    {
        var root = new Prng(options.Seed);
        Prng schedule = root.Fork();
        var clock = new SessionClock(root.Fork(), options.Symbols);
        using var writer = new EntryWriter(root.Fork(), options.DialectMix);
        var ids = new SessionIds();
        SymbolLane[] lanes =
            [.. Enumerable.Range(0, options.Symbols).Select(i => new SymbolLane(SymbolProfile.At(i), root.Fork(), ids))];

        var happened = new Queue<SessionEvent>();
        var recentFills = new RecentFills();
        for (int written = 0; written < options.Entries; written++)
        {
            string body;
            if (happened.Count == 0 && !recentFills.IsEmpty && schedule.Chance(RepeatPerMille))
            {
                body = recentFills.Pick(schedule);
            }
            else
            {
                if (happened.Count == 0)
                {
                    lanes[schedule.Below(lanes.Length)].Advance(happened);
                }

                SessionEvent next = happened.Dequeue();
                body = writer.Body(next, clock.UnixMilliseconds);
                if (next.IsFill)
                {
                    recentFills.Add(body);
                }
            }

            yield return string.Concat("{\"id\":\"", clock.EntryId, "\",", body.AsSpan(1));
            clock.Advance(soon: happened.Count > 0);
        }
    }
}
