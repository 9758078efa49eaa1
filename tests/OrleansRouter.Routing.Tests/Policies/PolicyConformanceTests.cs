using OrleansRouter.TestKit.Routing;

namespace OrleansRouter.Routing.Tests.Policies;

public sealed class PolicyConformanceTests : PolicyConformance;
