using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using Perfolizer.Horology;

namespace HarvestBrain.Benchmarks;

/// <summary>Nanoseconds: many short iterations, and the median, because the machine may be shared.</summary>
internal sealed class MicroConfig : ManualConfig
{
    public MicroConfig()
    {
        AddJob(Job.ShortRun.WithWarmupCount(5).WithIterationCount(15).WithIterationTime(TimeInterval.FromMilliseconds(100)));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumn(StatisticColumn.Median);
        HideColumns(Column.Error, Column.Gen0, Column.Gen1, Column.Gen2);
        AddLogicalGroupRules(BenchmarkLogicalGroupRule.ByCategory);
    }
}

/// <summary>
/// Work that uses up what it works on: one invocation an iteration, over what the iteration's setup prepared.
/// The long warm-up lets the runtime compile the code for good before anything is measured.
/// </summary>
internal sealed class BatchConfig : ManualConfig
{
    public BatchConfig()
    {
        AddJob(Job.ShortRun.WithStrategy(RunStrategy.Monitoring).WithWarmupCount(300).WithIterationCount(100));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumn(StatisticColumn.Median);
        HideColumns(Column.Error, Column.Gen0, Column.Gen1, Column.Gen2);
        AddLogicalGroupRules(BenchmarkLogicalGroupRule.ByCategory);
    }
}

/// <summary>Seconds: a whole session an iteration, with the runtime settings of the host.</summary>
internal sealed class SessionConfig : ManualConfig
{
    public SessionConfig()
    {
        AddJob(Job.ShortRun
            .WithStrategy(RunStrategy.Monitoring)
            .WithWarmupCount(1)
            .WithIterationCount(5)
            .WithEnvironmentVariable("DOTNET_TieredPGO", "0"));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumn(StatisticColumn.Median, StatisticColumn.OperationsPerSecond);
        HideColumns(Column.Error, Column.Gen0, Column.Gen1, Column.Gen2);
        AddLogicalGroupRules(BenchmarkLogicalGroupRule.ByCategory);
    }
}
