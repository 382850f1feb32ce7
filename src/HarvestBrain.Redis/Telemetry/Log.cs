using HarvestBrain.Core.Events;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>Every event that the service logs, with a stable id.</summary>
internal static partial class Log
{
    /// <summary>An id that was applied.</summary>
    public static string Text(EntryId? id) => id is { } one && one != default ? one.ToString() : "none";

    [LoggerMessage(1, LogLevel.Information, "Connected to Redis; mode {Mode}, group {Group}, stream {Stream}")]
    public static partial void Connected(ILogger logger, string mode, string group, string stream);

    [LoggerMessage(2, LogLevel.Warning, "Redis configuration: {Warning}")]
    public static partial void RedisWarning(ILogger logger, string warning);

    [LoggerMessage(3, LogLevel.Information, "Lease taken with token {Token}: this instance works")]
    public static partial void LeaseTaken(ILogger logger, string token);

    [LoggerMessage(4, LogLevel.Information, "Standby: {Holder} holds the lease")]
    public static partial void Standby(ILogger logger, string? holder);

    [LoggerMessage(5, LogLevel.Warning, "Lease lost: another instance may work now; nothing more is taken or published")]
    public static partial void LeaseLost(ILogger logger);

    [LoggerMessage(6, LogLevel.Information, "Loaded {Positions} positions; last applied entry {Applied}")]
    public static partial void Loaded(ILogger logger, int positions, string applied);

    [LoggerMessage(8, LogLevel.Error,
        "{Entries} entries are lost ({Reason}): {Positions} positions are suspect; release them when they are right")]
    public static partial void EntriesLost(ILogger logger, long entries, string reason, int positions);

    [LoggerMessage(9, LogLevel.Warning, "Consumer group {Group} was missing: made at {From}")]
    public static partial void GroupMade(ILogger logger, string group, string from);

    [LoggerMessage(10, LogLevel.Error,
        "The durable state is gone from Redis ({What}): {Positions} positions are suspect; release them when they are right")]
    public static partial void StateGone(ILogger logger, string what, int positions);

    [LoggerMessage(11, LogLevel.Warning, "Entry {Id} could not be understood: {Error}; it is in {DeadLetters}")]
    public static partial void DeadLettered(ILogger logger, string id, string error, string deadLetters);

    [LoggerMessage(12, LogLevel.Warning,
        "{Position} is suspect from entry {Id} on: nothing is asked for until it is flat, a snapshot shows it, or it is released")]
    public static partial void Suspect(ILogger logger, string position, string id);

    [LoggerMessage(13, LogLevel.Information, "{Mode} {IntentId} {What} {Reason}")]
    public static partial void Intent(ILogger logger, string mode, string intentId, string what, string reason);

    [LoggerMessage(14, LogLevel.Warning, "{IntentId} was claimed already: not published again")]
    public static partial void AlreadyClaimed(ILogger logger, string intentId);

    [LoggerMessage(15, LogLevel.Warning, "{Position} {Rejection} in entry {Id}")]
    public static partial void Rejected(ILogger logger, string position, string rejection, string id);

    [LoggerMessage(16, LogLevel.Debug, "{Position} held: {Hold}")]
    public static partial void Held(ILogger logger, string position, string hold);

    [LoggerMessage(17, LogLevel.Warning, "Kill switch is on: positions are kept, nothing is published")]
    public static partial void KillSwitchOn(ILogger logger);

    [LoggerMessage(18, LogLevel.Warning, "Kill switch is off: publishing again")]
    public static partial void KillSwitchOff(ILogger logger);

    [LoggerMessage(19, LogLevel.Error, "Redis: {Fault}: {Text}")]
    public static partial void RedisFault(ILogger logger, string fault, string text);

    [LoggerMessage(20, LogLevel.Information, "Redis is back after {ElapsedMs} ms")]
    public static partial void RedisBack(ILogger logger, long elapsedMs);

    [LoggerMessage(21, LogLevel.Warning, "The checkpoint was moved by somebody else: everything is loaded anew")]
    public static partial void Stale(ILogger logger);

    [LoggerMessage(22, LogLevel.Error, "Key {Key} holds the wrong type of value: nothing is written until it is removed or renamed")]
    public static partial void WrongType(ILogger logger, string key);

    [LoggerMessage(23, LogLevel.Warning, "{Positions} positions were saved in the other mode: what was asked for there binds nothing here")]
    public static partial void ModeChanged(ILogger logger, int positions);

    [LoggerMessage(24, LogLevel.Error, "Settings of {Symbol} in Redis are not valid; {Problem}")]
    public static partial void PolicyProblem(ILogger logger, string symbol, string problem);

    [LoggerMessage(25, LogLevel.Information, "Stopped after entry {Applied}")]
    public static partial void Stopped(ILogger logger, string applied);

    [LoggerMessage(29, LogLevel.Error,
        "Redis went back from entry {Known} to {Applied}: what it lost in between counts again only if the producers send it "
            + "again; check the positions")]
    public static partial void RolledBack(ILogger logger, string known, string applied);

    [LoggerMessage(27, LogLevel.Warning, "Waiting for Redis, up to {Seconds} s")]
    public static partial void WaitingForRedis(ILogger logger, int seconds);

    [LoggerMessage(30, LogLevel.Warning, "{Position} differed from the exchange's snapshot, which wins: {Drift} in entry {Id}")]
    public static partial void Drift(ILogger logger, string position, string drift, string id);

    [LoggerMessage(31, LogLevel.Warning, "{Intent} came back rejected, cancelled or expired in entry {Id}")]
    public static partial void IntentRefused(ILogger logger, string intent, string id);

    [LoggerMessage(32, LogLevel.Error, "Cannot work: {Problem}")]
    public static partial void Failed(ILogger logger, string problem, Exception? error);

    [LoggerMessage(33, LogLevel.Error,
        "Stream {Stream} was made anew: its last entry {Last} lies before {Applied}, which was applied. It is read from its "
            + "beginning; {Positions} positions are suspect: release them when they are right")]
    public static partial void StreamMadeAnew(ILogger logger, string stream, string last, string applied, int positions);

    [LoggerMessage(34, LogLevel.Information, "Removed {Count} consumers from group {Group}: not used for a day, nothing pending")]
    public static partial void ConsumersRemoved(ILogger logger, long count, string group);

    [LoggerMessage(36, LogLevel.Warning, "{Symbol} {Code} {Times} times more in the last minute")]
    public static partial void RejectedMore(ILogger logger, string symbol, string code, long times);

    [LoggerMessage(37, LogLevel.Error,
        "{Position} is open with the price {MarkPrice} through its stop {StopPrice} for {ForMs} ms: the stop is not there")]
    public static partial void StopCrossed(ILogger logger, string position, decimal stopPrice, decimal markPrice, long forMs);

    [LoggerMessage(38, LogLevel.Warning,
        "{Positions} positions have something due that a limit keeps back: {Closes} closes and {Stops} stop moves a minute are allowed")]
    public static partial void HeldBack(ILogger logger, int positions, int closes, int stops);

    [LoggerMessage(39, LogLevel.Information, "Nothing is kept back by a limit any more")]
    public static partial void NothingHeldBack(ILogger logger);

    [LoggerMessage(43, LogLevel.Error, "{Position} is not protected at the venue as it should be: {Problem} for {ForMs} ms")]
    public static partial void ProtectionDiffers(ILogger logger, string position, string problem, long forMs);

    [LoggerMessage(
        44, LogLevel.Warning, "Redis does not let us write the journal {Journal}: what is decided cannot be recorded and verified; "
        + "see the ACL of this version, or set HARVEST_JOURNAL_MAXLEN=0")]
    public static partial void NotJournalled(ILogger logger, string journal);

    [LoggerMessage(26, LogLevel.Error, "Entry {Id} broke the engine; it goes to the dead letters: {Error}")]
    public static partial void Poison(ILogger logger, string id, string error);

    [LoggerMessage(40, LogLevel.Error, "Observer {Observer} failed at {Notice}; it gets the next one")]
    public static partial void ObserverFailed(ILogger logger, Exception error, string observer, string notice);

    [LoggerMessage(41, LogLevel.Warning, "Observer {Observer} is too slow: {Waiting} notices wait, more are dropped")]
    public static partial void NoticesDropped(ILogger logger, string observer, int waiting);

    [LoggerMessage(42, LogLevel.Warning, "Observer {Observer} did not end with the service: it is left behind")]
    public static partial void ObserverLeft(ILogger logger, string observer);
}
