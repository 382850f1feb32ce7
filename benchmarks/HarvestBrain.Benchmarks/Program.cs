using BenchmarkDotNet.Running;
using HarvestBrain.Benchmarks;
using HarvestBrain.Benchmarks.Service;

if (args is ["service", ..]) return await ServiceBenchmarks.RunAsync(args[1..]);

// A comparison with a reference that computes something else would be worth nothing.
NaiveCheck.Run();
BenchmarkSwitcher.FromAssembly(typeof(TickBenchmarks).Assembly).Run(args);
return 0;
