using HarvestBrain.Core.Events;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Store;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>Says once, to everybody, what Redis has lost: entries, a stream, or what was saved.</summary>
internal sealed class DataLossReporter(Keys keys, HarvestMetrics metrics, HarvestObservers observers, ILogger logger)
{
    /// <summary>Redis is behind what we knew.</summary>
    public void RolledBack(EntryId known, EntryId? applied) => Log.RolledBack(logger, known.ToString(), Log.Text(applied));

    /// <summary>
    /// Everything that was saved is gone, and so is whoever knew it. Told at once: nothing is left that a commit could be about.
    /// </summary>
    public void EverythingLost()
    {
        const string What = "everything; no earlier owner came forward";
        Log.StateGone(logger, What, 0);
        observers.Tell(new StateLost(What));
    }

    /// <summary>What was saved is gone; told with the commit that marks the positions.</summary>
    public void StateLost(string what, int suspects)
    {
        Log.StateGone(logger, what, suspects);
        observers.Note(new StateLost(what));
    }

    /// <summary>Entries are gone that nobody applied; told with the commit that marks the positions.</summary>
    /// <param name="entries">How many.</param>
    /// <param name="areCounted">They were there; otherwise only that many are missing of what was once added.</param>
    /// <param name="reason">How that was found.</param>
    /// <param name="suspects">How many positions may have missed something.</param>
    public void EntriesLost(long entries, bool areCounted, string reason, int suspects)
    {
        if (areCounted) metrics.Lost((int)Math.Min(entries, int.MaxValue));
        Log.EntriesLost(logger, entries, reason, suspects);
        observers.Note(new EntriesLost(entries, reason));
    }

    /// <summary>A stream is another one by now; told with the commit that marks the positions.</summary>
    /// <param name="stream">Which, by its place among the inputs.</param>
    /// <param name="last">The last id that it has.</param>
    /// <param name="applied">The last id that was applied of the one before.</param>
    /// <param name="suspects">How many positions may have missed something.</param>
    public void StreamMadeAnew(int stream, EntryId last, EntryId applied, int suspects)
    {
        string name = keys.Inputs[stream].Name;
        Log.StreamMadeAnew(logger, name, last.ToString(), applied.ToString(), suspects);
        if (stream == 0) observers.Note(new StreamMadeAnew(name));
    }
}
