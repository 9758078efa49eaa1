using OrleansRouter.Grains.Hosting;
using OrleansRouter.TestKit.Hosting;

namespace OrleansRouter.Silo.Tests.Hosting;

public sealed class OrleansConformanceTests()
    : GrainHostConformance(new OrleansHarness(GrainCatalog.Scan(typeof(ProbeGrain).Assembly), typeof(OrleansConformanceTests).Assembly));
