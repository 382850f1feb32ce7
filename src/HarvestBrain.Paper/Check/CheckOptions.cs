namespace HarvestBrain.Paper.Check;

/// <summary>What is played to an executor.</summary>
internal sealed record CheckOptions
{
    /// <summary>A symbol of its own, that nobody else trades. Default <c>HBCHECKUSDT</c>.</summary>
    public string Symbol { get; init; } = "HBCHECKUSDT";

    /// <summary>Price at which positions are opened, quote currency. Default 100.</summary>
    public decimal Price { get; init; } = 100;

    /// <summary>What is opened, base units; quarters of it are closed. Default 1.</summary>
    public decimal Quantity { get; init; } = 1;

    /// <summary>So long an answer is waited for. Default 10 s.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>So long it has to stay quiet for nothing to have happened. Default 1 s.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Restarts the executor, and returns when it has been told to; <see langword="null"/> = nobody can.</summary>
    public Func<CancellationToken, Task>? Restart { get; init; }
}
