namespace HarvestBrain.Notifications;

/// <summary>Where notifications go, and what a message looks like there.</summary>
internal interface ITarget
{
    /// <summary>For logs and metrics; never an address.</summary>
    string Name { get; }

    /// <summary>Least time between two messages.</summary>
    TimeSpan Spacing { get; }

    /// <summary>One more notification fits into the message. An empty message takes any.</summary>
    bool Fits(IReadOnlyList<Notification> message, Notification next);

    /// <summary>The request for a message.</summary>
    /// <param name="message">One or more notifications.</param>
    /// <param name="dropped">How many before them were dropped.</param>
    /// <param name="id">The same whenever the same message is tried again.</param>
    HttpRequestMessage Request(IReadOnlyList<Notification> message, long dropped, string id);
}
