using System.Text;

namespace HarvestBrain.Core.Partitions;

/// <summary>
/// Which host works on which partition: rendezvous hashing (Thaler and Ravishankar 1998), with a cap so that the loads differ by one at
/// most. Whoever knows the same hosts comes to the same, in whatever order they are given.
/// </summary>
public static class PartitionAssignment
{
    /// <summary>The host of each partition.</summary>
    /// <param name="hosts">The hosts; one that is given twice counts once.</param>
    /// <param name="partitions">How many partitions there are.</param>
    /// <returns>A name per partition; empty when there is no host.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is none that <see cref="SymbolPartition.IsCount"/> takes.</exception>
    public static IReadOnlyList<string> Of(IEnumerable<string> hosts, int partitions)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        SymbolPartition.ThrowIfNoCount(partitions);
        string[] names = [.. hosts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (names.Length == 0) return [];
        int most = partitions / names.Length, withOneMore = partitions % names.Length;
        var load = new int[names.Length];
        var owners = new string[partitions];
        // The pairs that fit best choose first; a partition whose best host is full goes to its next one.
        foreach ((_, int host, int partition) in Pairs(names, partitions))
        {
            if (owners[partition] is not null || load[host] > most || (load[host] == most && withOneMore == 0)) continue;
            if (load[host]++ == most) withOneMore--;
            owners[partition] = names[host];
        }
        return owners;
    }

    private static (ulong Weight, int Host, int Partition)[] Pairs(string[] names, int partitions)
    {
        var pairs = new (ulong Weight, int Host, int Partition)[names.Length * partitions];
        for (int host = 0; host < names.Length; host++)
        {
            ulong hash = Fnv1a(names[host]);
            for (int partition = 0; partition < partitions; partition++)
            {
                ulong weight = Mixed(unchecked(hash + ((ulong)partition * 0x9E3779B97F4A7C15)));
                pairs[(host * partitions) + partition] = (weight, host, partition);
            }
        }
        Array.Sort(pairs, (one, other) => other.CompareTo(one));
        return pairs;
    }

    // FNV-1a, 64 bits (draft-eastlake-fnv).
    private static ulong Fnv1a(string name)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte one in Encoding.UTF8.GetBytes(name)) hash = unchecked((hash ^ one) * 0x100000001B3);
        return hash;
    }

    // The finalizer of SplitMix64 (Steele, Lea and Flood 2014): neighbours get weights that have nothing to do with each other.
    private static ulong Mixed(ulong value)
    {
        value = unchecked((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9);
        value = unchecked((value ^ (value >> 27)) * 0x94D049BB133111EB);
        return value ^ (value >> 31);
    }
}
