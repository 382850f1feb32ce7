namespace HarvestBrain.Review.Statistics;

/// <summary>
/// A seeded SplitMix64 generator (Steele, Lea, Flood 2014). Integers only, so that the draws are the same on every machine.
/// Our own, because the algorithm of <see cref="Random"/> is not promised across .NET versions.
/// </summary>
internal struct Prng
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong _state;

    public Prng(ulong seed) => _state = seed;

    /// <summary>
    /// The generator of one resample. Each has its own, so that it does not matter on which core, or in which order, resamples are drawn.
    /// The mixing keeps the streams apart: seeds that differ by a multiple of the step would only be shifted against each other.
    /// </summary>
    public static Prng Of(ulong seed, int resample) => new(Mix(unchecked((Mix(seed) * 0xD1342543DE82EF95) + (ulong)resample)));

    public ulong Next()
    {
        unchecked
        {
            _state += Golden;
            return Mix(_state);
        }
    }

    /// <summary>An integer from 0 to <paramref name="bound"/> - 1; <paramref name="bound"/> is at least 1.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
