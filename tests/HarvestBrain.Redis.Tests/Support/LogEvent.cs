namespace HarvestBrain.Redis.Tests.Support;

/// <summary>The ids of the log events that tests wait for; stable, so that operators can alert on them.</summary>
internal static class LogEvent
{
    public const int Connected = 1;
    public const int RedisWarning = 2;
    public const int LeaseTaken = 3;
    public const int Standby = 4;
    public const int LeaseLost = 5;
    public const int Loaded = 6;
    public const int EntriesLost = 8;
    public const int GroupMade = 9;
    public const int StateGone = 10;
    public const int DeadLettered = 11;
    public const int Suspect = 12;
    public const int Intent = 13;
    public const int AlreadyClaimed = 14;
    public const int Rejected = 15;
    public const int KillSwitchOn = 17;
    public const int KillSwitchOff = 18;
    public const int RedisFault = 19;
    public const int RedisBack = 20;
    public const int Stale = 21;
    public const int WrongType = 22;
    public const int ModeChanged = 23;
    public const int PolicyProblem = 24;
    public const int Stopped = 25;
    public const int WaitingForRedis = 27;
    public const int RolledBack = 29;
    public const int Drift = 30;
    public const int IntentRefused = 31;
    public const int Failed = 32;
    public const int StreamMadeAnew = 33;
    public const int ConsumersRemoved = 34;
    public const int StopCrossed = 37;
    public const int HeldBack = 38;
    public const int ProtectionDiffers = 43;
    public const int Listening = 50;
    public const int CannotListen = 51;
    public const int HttpFailed = 52;
}
