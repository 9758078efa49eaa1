using OrleansRouter.TestKit.Routing;

namespace OrleansRouter.Routing.Tests.Families;

public sealed class RouterFamilyConformanceTests : RouterFamilyConformance;
