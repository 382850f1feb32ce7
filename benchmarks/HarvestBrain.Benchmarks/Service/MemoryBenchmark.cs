namespace HarvestBrain.Benchmarks.Service;

/// <summary>Memory over a million entries: of the real program, and what a full collection leaves of the same loop in this process.</summary>
internal static class MemoryBenchmark
{
    private const int Steps = 10;
    private const int EntriesPerStep = 100_000;
    private const string Stream = "memory";

    public static async Task RunAsync(RedisServer server)
    {
        await using Connection connection = await server.ConnectAsync();
        var feed = new Feed(symbols: 6);
        await using ServiceProcess service = await ServiceProcess.StartAsync(server, connection, "memory:program", Stream);
        await using RunningWorker worker = RunningWorker.Start(RunningWorker.Options(server, "memory:worker", Stream));
        var table = new Table("entries", "harvestbrain run, RSS MB", "loop in process, live heap KB");
        AddRow(0);
        for (int step = 1; step <= Steps; step++)
        {
            await connection.AddAsync(Stream, feed.Take(EntriesPerStep));
            await worker.CommittedAsync((long)step * EntriesPerStep);
            await connection.AppliedAsync("memory:program", step * EntriesPerStep);
            // What was applied is not needed any more; redis-server need not hold a million entries for this.
            await connection.ExecuteAsync("XTRIM", Stream, "MAXLEN", 0);
            AddRow(step);
        }
        table.Print();

        void AddRow(int step) => table.Add(
            $"{step * EntriesPerStep:n0}", $"{ServiceProcess.ResidentMegabytes(service.ProcessId):f1}",
            $"{GC.GetTotalMemory(forceFullCollection: true) / 1024.0:n0}");
    }
}
