namespace HarvestBrain.Paper.Market;

/// <summary>A seeded SplitMix64 generator. Integers only: a session must have the same bytes on every machine.</summary>
/// <remarks>Our own, because the algorithm of <see cref="Random"/> is not promised across .NET versions.</remarks>
internal sealed class Prng(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next 64 random bits.</summary>
    public ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            ulong mixed = _state;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }

    /// <summary>An integer from 0 to <paramref name="bound"/> - 1; <paramref name="bound"/> is at least 1.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>An integer from <paramref name="min"/> to <paramref name="max"/>, both included.</summary>
    public int Between(int min, int max) => min + Below(max - min + 1);

    /// <summary>True <paramref name="perMille"/> times in a thousand.</summary>
    public bool Chance(int perMille) => Below(1000) < perMille;

    /// <summary>1 or -1, equally likely.</summary>
    public int Sign() => Below(2) == 0 ? 1 : -1;

    /// <summary>One of <paramref name="choices"/>, equally likely; there is at least one.</summary>
    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    /// <summary>A bell-shaped value in thousandths of its standard deviation, within +-3,464.</summary>
    /// <remarks>The sum of four 16-bit uniforms (Irwin-Hall): no logarithm, whose last bit differs between machines.</remarks>
    public int BellPerMille()
    {
        const long Mean = 2 * 65535;
        const long StandardDeviation = 37837;
        ulong bits = Next();
        long sum = (long)((bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48));
        return (int)((sum - Mean) * 1000 / StandardDeviation);
    }

    /// <summary>An independent generator, so that more draws in one part of a session do not shift another part.</summary>
    public Prng Fork() => new(Next());
}
