using OrleansRouter.TestKit.Hosting;

namespace OrleansRouter.Embedded.Tests;

public sealed class EmbeddedConformanceTests() : GrainHostConformance(new EmbeddedHarness());
