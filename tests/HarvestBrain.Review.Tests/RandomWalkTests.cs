using System.Text.Json;

namespace HarvestBrain.Review.Tests;

/// <summary>A trader whose prices are a coin toss has no better ladder: he must be told so, and no more often than chance tells him otherwise.</summary>
public sealed class RandomWalkTests
{
    private const int Walks = 200;
    private const int Trades = 50;

    private static readonly Lazy<(bool Covers, double P)[]> Results = new(() => [.. Enumerable.Range(1, Walks).Select(Run)]);

    [Fact]
    public void Interval_CoversZero_InAboutNineteenOfTwenty() =>
        Assert.InRange(Results.Value.Count(result => result.Covers) / (double)Walks, 0.90, 0.99);

    [Fact]
    public void RealityCheckP_IsUniform()
    {
        double[] sorted = [.. Results.Value.Select(result => result.P).Order()];
        double distance = sorted.Select((p, i) => Math.Max(Math.Abs(p - ((i + 1.0) / Walks)), Math.Abs(p - ((double)i / Walks)))).Max();

        Assert.True(distance < 1.63 / Math.Sqrt(Walks), $"Kolmogorov-Smirnov distance {distance}"); // 1 % of true samples are farther
    }

    private static (bool Covers, double P) Run(int seed)
    {
        Tape tape = RandomTape.NoEdge(seed, Trades);
        JsonElement root = JsonDocument.Parse(
            tape.Sweep(Tape.Options(Tape.Policy("1:0.5")) with { Seed = (ulong)seed }, "{0.5,1}:0.5", "{0.7,1.4}:*", "0.5:0.25,1:0.25,1.5:0.25").ToJson()).RootElement;
        JsonElement interval = root.GetProperty("cells")[1].GetProperty("ci95");
        bool covers = interval[0].GetDouble() <= 0 && interval[1].GetDouble() >= 0;
        return (covers, root.GetProperty("reality_check_p").GetDouble());
    }
}
