using OrleansRouter.TestKit.Routing;

namespace OrleansRouter.Routing.Tests.Online;

public sealed class OnlineConformanceTests : OnlineLearnerConformance;
