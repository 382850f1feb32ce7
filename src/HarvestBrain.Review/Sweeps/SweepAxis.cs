using HarvestBrain.Core;

namespace HarvestBrain.Review.Sweeps;

/// <summary>One thing that a sweep varies.</summary>
/// <param name="Name">What it is: <c>1st R</c>, <c>1st fraction</c>, <c>break-even</c>, <c>trail</c>.</param>
/// <param name="Values">Its values, in the order in which they lie beside each other; <see langword="null"/> = the rest, or off.</param>
/// <param name="Missing">The word for <see langword="null"/>.</param>
internal sealed record SweepAxis(string Name, IReadOnlyList<decimal?> Values, string Missing)
{
    public string Text(int i) => Values[i] is { } value ? PlainDecimal.Format(value) : Missing;
}
