using System.Text;
using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Wire;
using HarvestBrain.SessionGeneration;

namespace HarvestBrain.Benchmarks;

/// <summary>Holds that the naive reference and the engine ask for the same, over a session of all dialects.</summary>
internal static class NaiveCheck
{
    private const int Entries = 200_000;

    /// <exception cref="InvalidOperationException">They don't.</exception>
    public static void Run()
    {
        var naive = new NaiveEngine();
        var decoder = new EntryDecoder();
        var engine = new HarvestEngine(HarvestPolicy.Default, HarvestMode.Shadow, maxActionsPerMinute: 100_000);
        long number = 0, intents = 0;
        foreach (string line in SessionGenerator.Lines(new SessionOptions { Entries = Entries }))
        {
            number++;
            byte[] utf8 = Encoding.UTF8.GetBytes(line);
            if (!decoder.TryDecodeLine(number, utf8, out HarvestEvent e, out DecodeError error))
                throw new InvalidOperationException($"line {number}: {error}");
            if (e.EndsOrder) continue; // a canceled order that filled a part: the reference knows no orders
            NaiveIntent[] ours = [.. engine.Apply(e, e.TimeUnixMs).Intents.Select(Naive)];
            NaiveIntent[] theirs = [.. naive.Apply(NaiveDecoder.DecodeLine(utf8))];
            if (ours.Length != theirs.Length || !InOrder(ours).Zip(InOrder(theirs)).All(pair => IsSame(pair.First, pair.Second)))
            {
                throw new InvalidOperationException(
                    $"line {number}: {line}\n engine: {string.Join("\n  ", ours.AsEnumerable())}\n naive: {string.Join("\n  ", theirs.AsEnumerable())}");
            }
            intents += ours.Length;
        }
        if (intents == 0) throw new InvalidOperationException("the session asked for nothing: it checks nothing");
        Console.WriteLine($"// The naive reference asks for the same {intents} intents over {Entries} entries.");
    }

    // The engine asks for a stop before the closes; the reference as it comes.
    private static IEnumerable<NaiveIntent> InOrder(NaiveIntent[] intents) =>
        intents.OrderByDescending(intent => intent.StopPrice).ThenBy(intent => intent.RungR);

    // The engine keeps 24 significant digits of an average and 15 of a stop, the reference all that a decimal holds.
    private static bool IsSame(NaiveIntent ours, NaiveIntent theirs) =>
        ours with { R = decimal.Round(ours.R, 10), StopPrice = 0 } == theirs with { R = decimal.Round(theirs.R, 10), StopPrice = 0 }
        && Math.Abs(ours.StopPrice - theirs.StopPrice) <= ours.StopPrice * 1e-14m;

    private static NaiveIntent Naive(Intent intent) => new(
        intent.Key.Symbol, Words.Of(intent.Key.Side), intent.Epoch.ToString(), intent.RLevel, intent.RungR, intent.Quantity, intent.StopPrice);
}
