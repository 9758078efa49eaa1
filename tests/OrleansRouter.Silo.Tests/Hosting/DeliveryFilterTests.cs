using System.Reflection;
using Orleans.Runtime.Messaging;
using Orleans.Serialization.Invocation;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Tenants;
using OrleansRouter.Silo.Hosting;
using IGrain = OrleansRouter.Grains.Hosting.IGrain;

namespace OrleansRouter.Silo.Tests.Hosting;

/// <summary>Which calls are sent a second time, and which are given up.</summary>
public sealed class DeliveryFilterTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static TheoryData<Exception> NeverArrived() => [Rejected, new ConnectionFailedException("no gateway"), new GatewayTooBusyException()];

    public static TheoryData<Exception> MayHaveArrived() => [new SiloUnavailableException(), new TimeoutException(), Internal<ClientNotAvailableException>("gone")];

    [Theory]
    [MemberData(nameof(NeverArrived))]
    public async Task CallThatNeverArrived_IsSentUntilItArrives(Exception problem)
    {
        var call = new Call(attempt => attempt < 3 ? problem : null);
        await new DeliveryFilter(Patience).Invoke(call);
        call.Attempts.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(MayHaveArrived))]
    public async Task CallThatMayHaveArrived_IsSentOnce_AndItsCallerIsToldSo(Exception problem)
    {
        var call = new Call(_ => problem);
        var thrown = await Should.ThrowAsync<GrainUnavailableException>(() => new DeliveryFilter(Patience).Invoke(call));
        call.Attempts.ShouldBe(1);
        thrown.InnerException.ShouldBeSameAs(problem);
        thrown.Message.ShouldStartWith("ITenantGrain.GetAsync of ");
    }

    [Fact]
    public async Task SiloThatDiesWithTheSecondAttempt_EndsTheAttempts()
    {
        var call = new Call(attempt => attempt == 1 ? Rejected : new SiloUnavailableException());
        await Should.ThrowAsync<GrainUnavailableException>(() => new DeliveryFilter(Patience).Invoke(call));
        call.Attempts.ShouldBe(2);
    }

    [Fact]
    public async Task CallThatNeverArrives_IsGivenUpWhenPatienceEnds()
    {
        var call = new Call(_ => Rejected);
        await Should.ThrowAsync<GrainUnavailableException>(() => new DeliveryFilter(TimeSpan.Zero).Invoke(call));
        call.Attempts.ShouldBe(1);
    }

    [Fact]
    public async Task RefusalOfTheGrain_ReachesTheCallerAsItIs()
    {
        var call = new Call(_ => new KeyNotFoundException());
        await Should.ThrowAsync<KeyNotFoundException>(() => new DeliveryFilter(Patience).Invoke(call));
        call.Attempts.ShouldBe(1);
    }

    [Fact]
    public async Task RejectionOfWhatATurnCalled_IsNoneOfTheTurn()
    {
        var turn = new Call(_ => Rejected);
        var thrown = await Should.ThrowAsync<GrainUnavailableException>(() => new AnswerFilter().Invoke(turn));
        thrown.InnerException.ShouldBeOfType<OrleansMessageRejectionException>();
    }

    private static OrleansMessageRejectionException Rejected => Internal<OrleansMessageRejectionException>("rejected");

    /// <summary>An exception that only Orleans constructs.</summary>
    private static T Internal<T>(string message) where T : OrleansException =>
        (T)Activator.CreateInstance(typeof(T), BindingFlags.Instance | BindingFlags.NonPublic, binder: null, [message], culture: null)!;

    /// <summary>A call of a grain, and its turn at once, that fails as it is told.</summary>
    private sealed class Call(Func<int, Exception?> failure) : IOutgoingGrainCallContext, IIncomingGrainCallContext
    {
        public int Attempts { get; private set; }

        public object Grain { get; } = new Target();

        public string MethodName => nameof(ITenantGrain.GetAsync);

        public MethodInfo InterfaceMethod => typeof(ITenantGrain).GetMethod(MethodName)!;

        public GrainId TargetId => GrainId.Create("tenant", "a");

        public GrainId? SourceId => null;

        public GrainInterfaceType InterfaceType => default;

        public string InterfaceName => nameof(ITenantGrain);

        public object? Result { get; set; }

        public Response? Response { get; set; }

        public IGrainContext? SourceContext => null;

        public IInvokable Request => throw new NotSupportedException();

        public IGrainContext TargetContext => throw new NotSupportedException();

        public MethodInfo ImplementationMethod => throw new NotSupportedException();

        public Task Invoke() => failure(++Attempts) is { } problem ? Task.FromException(problem) : Task.CompletedTask;

        private sealed class Target : IGrain;
    }
}
