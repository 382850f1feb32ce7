using System.Security.Cryptography;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Tests.Store;

public sealed class Sha1Tests
{
    [Fact]
    public void Hex_OfEveryLengthAroundTheBlocks_IsTheFrameworks()
    {
        byte[] data = new byte[300];
        for (int i = 0; i < data.Length; i++) data[i] = (byte)(i * 7);
        for (int length = 0; length <= data.Length; length++)
        {
#pragma warning disable CA5350 // compared, not relied on
            Assert.Equal(Convert.ToHexStringLower(SHA1.HashData(data.AsSpan(0, length))), Sha1.Hex(data.AsSpan(0, length)));
#pragma warning restore CA5350
        }
    }
}
