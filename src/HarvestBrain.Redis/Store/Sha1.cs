using System.Buffers.Binary;
using System.Numerics;

namespace HarvestBrain.Redis.Store;

/// <summary>
/// SHA-1 (RFC 3174), by which Redis names scripts; nothing is protected by it. Ours, because the framework's loads OpenSSL, which
/// is a tenth of the memory of an idle service.
/// </summary>
internal static class Sha1
{
    private const int BlockBytes = 64;
    private const int LengthBytes = 8;

    /// <summary>The hash as 40 lower-case hexadecimal digits.</summary>
    public static string Hex(ReadOnlySpan<byte> data)
    {
        // The data, a one bit, zeros, and the length in bits at the end of the last block.
        int blocks = (data.Length + LengthBytes) / BlockBytes + 1;
        byte[] padded = new byte[blocks * BlockBytes];
        data.CopyTo(padded);
        padded[data.Length] = 0x80;
        BinaryPrimitives.WriteInt64BigEndian(padded.AsSpan(padded.Length - LengthBytes), data.Length * 8L);

        Span<uint> state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0];
        for (int at = 0; at < padded.Length; at += BlockBytes) Mix(state, padded.AsSpan(at, BlockBytes));

        Span<byte> hash = stackalloc byte[20];
        for (int i = 0; i < state.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(hash[(4 * i)..], state[i]);
        return Convert.ToHexStringLower(hash);
    }

    private static void Mix(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[80];
        for (int i = 0; i < 16; i++) words[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(4 * i)..]);
        for (int i = 16; i < 80; i++) words[i] = BitOperations.RotateLeft(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);

        (uint a, uint b, uint c, uint d, uint e) = (state[0], state[1], state[2], state[3], state[4]);
        unchecked
        {
            for (int i = 0; i < 80; i++)
            {
                (uint choice, uint constant) = i switch
                {
                    < 20 => ((b & c) | (~b & d), 0x5A827999u),
                    < 40 => (b ^ c ^ d, 0x6ED9EBA1u),
                    < 60 => ((b & c) | (b & d) | (c & d), 0x8F1BBCDCu),
                    _ => (b ^ c ^ d, 0xCA62C1D6u),
                };
                uint next = BitOperations.RotateLeft(a, 5) + choice + e + words[i] + constant;
                (e, d, c, b, a) = (d, c, BitOperations.RotateLeft(b, 30), a, next);
            }
            state[0] += a;
            state[1] += b;
            state[2] += c;
            state[3] += d;
            state[4] += e;
        }
    }
}
