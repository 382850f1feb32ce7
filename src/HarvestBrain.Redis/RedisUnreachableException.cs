namespace HarvestBrain.Redis;

/// <summary>Redis could not be reached within the retry window of the start; see HarvestStatus.Failure.</summary>
public sealed class RedisUnreachableException : Exception
{
    /// <summary>With the last error.</summary>
    public RedisUnreachableException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>With a text.</summary>
    public RedisUnreachableException(string message) : base(message)
    {
    }

    /// <summary>For serializers.</summary>
    public RedisUnreachableException()
    {
    }
}
