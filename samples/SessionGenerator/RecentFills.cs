namespace HarvestBrain.SessionGeneration;

/// <summary>The last few executions as they were sent, for a producer that sends one again.</summary>
internal sealed class RecentFills
{
    // Few, so that a repeat comes soon: nobody remembers execution ids for ever.
    private const int Capacity = 16;

    private readonly string[] _bodies = new string[Capacity];
    private int _added;

    public bool IsEmpty => _added == 0;

    public void Add(string body) => _bodies[_added++ % Capacity] = body;

    public string Pick(Prng prng) => _bodies[prng.Below(Math.Min(_added, Capacity))];
}
