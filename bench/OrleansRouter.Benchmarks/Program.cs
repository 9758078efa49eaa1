using BenchmarkDotNet.Running;
using OrleansRouter.Benchmarks;
using OrleansRouter.Benchmarks.Families;

if (args is ["families"])
{
    FamilyTable.Print();
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(PeerConfig).Assembly).Run(args);
}
