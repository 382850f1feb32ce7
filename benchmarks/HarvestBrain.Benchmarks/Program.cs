using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using HarvestBrain.Benchmarks;
using HarvestBrain.Benchmarks.Service;

if (args is ["service", ..]) return await ServiceBenchmarks.RunAsync(args[1..]);

// A comparison with a reference that computes something else would be worth nothing.
NaiveCheck.Run();
// A build of everything that is measured, with its analyzers, takes longer than the usual two minutes on a busy machine.
ManualConfig config = ManualConfig.Create(DefaultConfig.Instance).WithBuildTimeout(TimeSpan.FromMinutes(15));
BenchmarkSwitcher.FromAssembly(typeof(TickBenchmarks).Assembly).Run(args, config);
return 0;
