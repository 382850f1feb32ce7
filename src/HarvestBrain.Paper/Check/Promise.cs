namespace HarvestBrain.Paper.Check;

/// <summary>What an executor has to keep; docs/executor.md says each in a sentence.</summary>
internal enum Promise
{
    /// <summary>It answers a close.</summary>
    Answers,

    /// <summary>Its answers name the intent.</summary>
    Echo,

    /// <summary>It fills as much as was asked for, in however many parts.</summary>
    Quantity,

    /// <summary>It fills a request once.</summary>
    Once,

    /// <summary>The same intent in the same attempt is done once, and in the next attempt again.</summary>
    Attempt,

    /// <summary>It never closes more than is open.</summary>
    ReduceOnly,

    /// <summary>It says so when it does not do something.</summary>
    Rejection,

    /// <summary>What has run out is not done.</summary>
    ValidUntil,

    /// <summary>What was taken back before it was done is not done.</summary>
    Cancel,

    /// <summary>It says that a stop stands, and closes when the price is through it.</summary>
    Stop,

    /// <summary>A restart loses nothing and repeats nothing.</summary>
    Restart,
}

/// <summary>How it was kept.</summary>
internal enum Verdict
{
    Kept,
    Broken,
    NotTried,
}

/// <summary>One promise, and what was seen of it.</summary>
internal sealed record PromiseResult(Promise Promise, Verdict Verdict, string Seen)
{
    /// <summary>As it stands in the table.</summary>
    public static string Word(Promise promise) => promise switch
    {
        Promise.Answers => "answers",
        Promise.Echo => "echo",
        Promise.Quantity => "quantity",
        Promise.Once => "once",
        Promise.Attempt => "attempt",
        Promise.ReduceOnly => "reduce-only",
        Promise.Rejection => "rejection",
        Promise.ValidUntil => "valid_until",
        Promise.Cancel => "cancel",
        Promise.Stop => "stop",
        _ => "restart",
    };

    public static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Kept => "kept",
        Verdict.Broken => "BROKEN",
        _ => "not tried",
    };
}
