using BenchmarkDotNet.Running;
using OrleansRouter.Benchmarks.Families;
using OrleansRouter.Benchmarks.Peers;

switch (args)
{
    case ["families"] or ["families", "isotropic"]:
        FamilyTable.Print(isotropic: args.Length > 1);
        break;
    case ["turns", var benchmark, .. var parameters]:
        Turns.Take(benchmark, parameters);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(PeerConfig).Assembly).Run(args);
        break;
}
