using System.Text;
using HarvestBrain.Core.Events;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Store.Redis;
using HarvestBrain.Redis.Tape;

namespace HarvestBrain.Redis;

/// <summary>
/// Records what a service reads, so that it can be replayed, and decides it again, to hold it against what was published. Works beside a
/// running service and without one; writes nothing to Redis.
/// </summary>
public static class HarvestTape
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <summary>Records what there is: a tape, in NDJSON, one line for the settings in force and then the entries.</summary>
    /// <param name="options">The service's options.</param>
    /// <param name="target">Takes the tape, whole lines at a time.</param>
    /// <param name="since">The tape begins where this entry can be decided from, or as late as possible before it; <see langword="null"/> =
    /// as early as there is anything.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StoreException">Redis is away, or refuses a command.</exception>
    /// <exception cref="FormatException">The journal is of a version that this one does not understand.</exception>
    public static async Task<RecordResult> RecordAsync(
        HarvestBrainOptions options, Stream target, EntryId? since = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        await using var reader = new JournalReader(options, CallLimits.Operator);
        var recorder = new TapeRecorder(options, reader, new TapeWriter(target, reader.Keys));
        await recorder.BeginAsync(since, stop).ConfigureAwait(false);
        await recorder.RecordAsync(stop).ConfigureAwait(false);
        await recorder.RecordRestAsync(stop).ConfigureAwait(false);
        return Result(recorder);
    }

    /// <summary>
    /// Records what there is and what comes, until it is stopped; it ends behind a whole commit. Waits for a Redis that is away.
    /// </summary>
    /// <param name="options">The service's options.</param>
    /// <param name="target">Takes the tape. One that can be read and holds a tape of this service is recorded on.</param>
    /// <param name="since">As for <see cref="RecordAsync"/>; means nothing where a tape is recorded on.</param>
    /// <param name="told">Is told what is missing, as soon as that is seen, and when Redis is away.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="StoreException">Redis refuses a command, or is away when it begins.</exception>
    /// <exception cref="FormatException">What the target holds is no tape, or Redis has no journal to follow.</exception>
    public static async Task<RecordResult> FollowAsync(
        HarvestBrainOptions options, Stream target, EntryId? since, Action<string> told, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(told);
        await using var reader = new JournalReader(options, CallLimits.Operator);
        var recorder = new TapeRecorder(options, reader, new TapeWriter(target, reader.Keys));
        if (target.CanSeek && target.CanRead && target.Length > 0) recorder.GoOn(await EndAsync(target, stop).ConfigureAwait(false));
        else await recorder.BeginAsync(since, stop).ConfigureAwait(false);
        if (!recorder.HasJournal)
            throw new FormatException("there is no journal to follow yet: a service writes it, where HARVEST_JOURNAL_MAXLEN is not 0");
        int gaps = 0;
        while (!stop.IsCancellationRequested)
        {
            bool any = false;
            try
            {
                any = await recorder.RecordAsync(stop).ConfigureAwait(false);
            }
            catch (StoreException e) when (e.Fault is StoreFault.Connection or StoreFault.Timeout or StoreFault.Loading)
            {
                told($"Redis: {e.Message}; it is waited for");
            }
            for (; gaps < recorder.Gaps.Count; gaps++) told(recorder.Gaps[gaps].ToString());
            if (!any) await Task.Delay(Poll, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return Result(recorder);
    }

    /// <summary>
    /// Decides a tape again and holds it against what the service with these options published: intents, ids, order and payloads, to the
    /// byte. With another <see cref="HarvestBrainOptions.Instance"/> than that of the tape, what was decided there is held against what
    /// that instance published, for one that tries another policy beside it.
    /// </summary>
    /// <param name="options">The options of the service that published.</param>
    /// <param name="tape">The tape; <see langword="null"/> = what Redis has still.</param>
    /// <param name="since">What was decided before this entry is not compared; <see langword="null"/> = all is.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StoreException">Redis is away, or refuses a command.</exception>
    /// <exception cref="FormatException">It is no tape, or one that cannot be verified.</exception>
    public static async Task<VerifyResult> VerifyAsync(
        HarvestBrainOptions options, Stream? tape, EntryId? since = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (tape is not null) return await TapeVerifier.RunAsync(options, tape, since, CallLimits.Operator, stop).ConfigureAwait(false);
        string file = Path.GetTempFileName();
        await using var recorded = new FileStream(
            file, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        await RecordAsync(options, recorded, since, stop).ConfigureAwait(false);
        recorded.Position = 0;
        return await TapeVerifier.RunAsync(options, recorded, since, CallLimits.Operator, stop).ConfigureAwait(false);
    }

    private static RecordResult Result(TapeRecorder recorder) =>
        new(recorder.Entries, recorder.Commits, recorder.HasJournal, recorder.Gaps);

    /// <summary>Cuts a tape behind its last whole commit, and goes there.</summary>
    private static async Task<TapeEnd> EndAsync(Stream tape, CancellationToken stop)
    {
        var finder = new TapeEndFinder();
        using (var lines = new StreamReader(tape, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, leaveOpen: true))
        {
            while (await lines.ReadLineAsync(stop).ConfigureAwait(false) is { } line) finder.Take(Encoding.UTF8.GetBytes(line));
        }
        TapeEnd end = finder.End ?? throw new FormatException("the file is there, and is no tape that could be recorded on");
        tape.SetLength(end.Length);
        tape.Position = end.Length;
        return end;
    }
}
