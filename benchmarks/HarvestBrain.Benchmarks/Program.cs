using BenchmarkDotNet.Running;
using HarvestBrain.Benchmarks;

// A comparison with a reference that computes something else would be worth nothing.
NaiveCheck.Run();
BenchmarkSwitcher.FromAssembly(typeof(TickBenchmarks).Assembly).Run(args);
