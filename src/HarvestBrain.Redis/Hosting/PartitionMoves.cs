using HarvestBrain.Core.Partitions;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Hosting;

/// <summary>
/// What a host takes up and gives up, beat by beat. Pure: all of it follows from who is there. What is ours by the assignment is taken up
/// at once, and waits for the lease where another host still has it; what is not is given up when two beats in a row say so, a few at a
/// time.
/// </summary>
internal sealed class PartitionMoves(string host, int partitions, TimeSpan counted)
{
    private const int MostAtOnce = 8;
    private const int BeatsInARow = 2;

    private readonly int[] _notOurs = new int[partitions]; // beats in a row

    /// <summary>What to do now.</summary>
    /// <param name="beat">Who is there.</param>
    /// <param name="running">The partitions that this host works on or waits for.</param>
    public Moves Next(Beat beat, IReadOnlyCollection<int> running)
    {
        IReadOnlyList<string> owners = PartitionAssignment.Of(Counted(beat), partitions);
        var assigned = new List<int>();
        var stop = new List<int>();
        for (int partition = 0; partition < partitions; partition++)
        {
            bool isOurs = owners[partition] == host;
            _notOurs[partition] = isOurs ? 0 : _notOurs[partition] + 1;
            if (isOurs) assigned.Add(partition);
            else if (running.Contains(partition) && _notOurs[partition] >= BeatsInARow && stop.Count < MostAtOnce) stop.Add(partition);
        }
        return new Moves(assigned.Count, [.. assigned.Except(running)], stop);
    }

    // Nobody has been there for long when all are started at once: then all count that are there.
    private IEnumerable<string> Counted(Beat beat)
    {
        string[] all = [.. beat.Hosts.Where(one => beat.NowUnixMs - one.JoinedUnixMs >= counted.TotalMilliseconds).Select(one => one.Name)];
        return all.Length > 0 ? all : beat.Hosts.Select(one => one.Name);
    }
}

/// <summary>What a host does after a beat.</summary>
/// <param name="Assigned">So many partitions are its own.</param>
/// <param name="Start">What it takes up.</param>
/// <param name="Stop">What it gives up.</param>
internal sealed record Moves(int Assigned, IReadOnlyList<int> Start, IReadOnlyList<int> Stop);
