namespace HarvestBrain.SessionGeneration;

/// <summary>The shapes in which producers send an event.</summary>
internal enum Dialect
{
    /// <summary>The event's fields are the entry's fields.</summary>
    Flat,

    /// <summary>A JSON text in the field <c>payload</c>.</summary>
    Payload,

    /// <summary>A JSON text in the field <c>data</c>.</summary>
    Data,

    /// <summary>A JSON text whose <c>symbol</c> and <c>side</c> are inside <c>signal</c>.</summary>
    NestedSignal,
}
