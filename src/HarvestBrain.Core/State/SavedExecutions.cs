using System.Buffers.Binary;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.State;

/// <summary>The executions that a position remembers, as bytes.</summary>
internal static class SavedExecutions
{
    private const int ExecutionBytes = sizeof(ulong) + sizeof(uint) + sizeof(long); // key, print, time

    public static byte[] Save(ExecutionMemory memory)
    {
        byte[] bytes = new byte[memory.Count * ExecutionBytes];
        Span<byte> next = bytes;
        foreach (Execution execution in memory.OldestFirst())
        {
            BinaryPrimitives.WriteUInt64LittleEndian(next, execution.Key);
            BinaryPrimitives.WriteUInt32LittleEndian(next[sizeof(ulong)..], execution.Print);
            BinaryPrimitives.WriteInt64LittleEndian(next[(sizeof(ulong) + sizeof(uint))..], execution.TimeUnixMs);
            next = next[ExecutionBytes..];
        }
        return bytes;
    }

    public static void Restore(SavedPosition saved, ExecutionMemory memory)
    {
        int size = saved.Schema < 3 ? sizeof(ulong) : ExecutionBytes;
        for (ReadOnlySpan<byte> next = saved.Executions; next.Length >= size; next = next[size..])
        {
            ulong key = BinaryPrimitives.ReadUInt64LittleEndian(next);
            memory.Add(size == sizeof(ulong) ? new Execution(key, Print: 0, TimeUnixMs: 0) : new Execution(
                key, BinaryPrimitives.ReadUInt32LittleEndian(next[sizeof(ulong)..]),
                BinaryPrimitives.ReadInt64LittleEndian(next[(sizeof(ulong) + sizeof(uint))..])));
        }
        memory.NewestUnixMs = saved.NewestExecution;
        memory.ForgottenUntilUnixMs = saved.ForgottenUntil;
    }
}
