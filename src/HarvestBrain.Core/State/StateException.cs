namespace HarvestBrain.Core.State;

/// <summary>A saved state that cannot be restored: broken, or written by another version. Nothing is guessed from it.</summary>
public sealed class StateException : Exception
{
    /// <summary>Says what is wrong and what to do.</summary>
    public StateException(string message) : base(message)
    {
    }

    /// <summary>Says what is wrong and what to do, with its cause.</summary>
    public StateException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a message; for serializers.</summary>
    public StateException()
    {
    }
}
