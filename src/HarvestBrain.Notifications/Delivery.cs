namespace HarvestBrain.Notifications;

/// <summary>What became of one request.</summary>
internal enum DeliveryResult
{
    /// <summary>The target has it.</summary>
    Taken,

    /// <summary>It does not want this one, and will not want it later either.</summary>
    Refused,

    /// <summary>Nobody knows, or not now: to be sent again.</summary>
    Again,
}

/// <summary>What became of one request, and why, in words that hold nothing of the request and nothing of the answer.</summary>
/// <param name="Result">What became of it.</param>
/// <param name="Why">For the log, such as <c>HTTP 503</c>.</param>
/// <param name="RetryAfter">How long the target wants to be left alone.</param>
internal readonly record struct Delivery(DeliveryResult Result, string Why = "", TimeSpan? RetryAfter = null);
