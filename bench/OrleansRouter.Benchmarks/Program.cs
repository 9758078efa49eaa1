using BenchmarkDotNet.Running;
using OrleansRouter.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(PeerConfig).Assembly).Run(args);
