using System.Globalization;
using BenchmarkDotNet.Running;
using OrleansRouter.Benchmarks.Families;
using OrleansRouter.Benchmarks.OffPolicy;
using OrleansRouter.Benchmarks.Peers;
using OrleansRouter.Benchmarks.Tenants;
using OrleansRouter.Grains.Rollouts;

switch (args)
{
    case ["families"] or ["families", "isotropic"]:
        FamilyTable.Print(isotropic: args.Length > 1);
        break;
    case ["coverage", var runs, var rows, var floor, var cap]:
        CoverageTable.Print(int.Parse(runs, CultureInfo.InvariantCulture), int.Parse(rows, CultureInfo.InvariantCulture), double.Parse(floor, CultureInfo.InvariantCulture), double.Parse(cap, CultureInfo.InvariantCulture));
        break;
    case ["tenants", var count, .. var store]:
        await TenantScale.PrintAsync(int.Parse(count, CultureInfo.InvariantCulture), store.FirstOrDefault());
        break;
    case ["rollouts", var runs, var most, var difference, var floor, var share]:
        double explored = double.Parse(floor, CultureInfo.InvariantCulture);
        RolloutTable.Print(
            int.Parse(runs, CultureInfo.InvariantCulture),
            int.Parse(most, CultureInfo.InvariantCulture),
            double.Parse(difference, CultureInfo.InvariantCulture),
            explored,
            new RolloutSettings { Shadow = explored > 0, CanaryShare = double.Parse(share, CultureInfo.InvariantCulture) });
        break;
    case ["ope", var rows]:
        SpeedTable.Print(int.Parse(rows, CultureInfo.InvariantCulture));
        break;
    case ["turns", var benchmark, .. var parameters]:
        Turns.Take(benchmark, parameters);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(PeerConfig).Assembly).Run(args);
        break;
}
