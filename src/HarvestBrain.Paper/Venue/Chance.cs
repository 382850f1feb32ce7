using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace HarvestBrain.Paper.Venue;

/// <summary>
/// What happens to an intent by chance. A function of seed, intent and attempt alone: who dies before it is written decides the same again.
/// </summary>
internal static class Chance
{
    private const decimal Range = 4_294_967_296; // 2^32

    /// <param name="probability">0 = never, 1 = always.</param>
    /// <param name="seed">Which world.</param>
    /// <param name="what">What happens or not.</param>
    /// <param name="intentId">The intent.</param>
    /// <param name="attempt">The time it was asked for.</param>
    public static bool Happens(decimal probability, long seed, string what, string intentId, int attempt)
    {
        if (probability == 0) return false;
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\n{what}\n{intentId}\n{attempt}"));
        return BinaryPrimitives.ReadUInt32LittleEndian(hash) / Range < probability;
    }
}
