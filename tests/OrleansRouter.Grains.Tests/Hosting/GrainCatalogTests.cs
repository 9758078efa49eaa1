using OrleansRouter.Grains.Budgets;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Installation;
using OrleansRouter.Grains.Keys;
using OrleansRouter.Grains.Models;
using OrleansRouter.Grains.Rollouts;
using OrleansRouter.Grains.Tenants;
using OrleansRouter.Grains.Training;
using OrleansRouter.Grains.Training.Jobs;
using OrleansRouter.TestKit.Hosting;

namespace OrleansRouter.Grains.Tests.Hosting;

public sealed class GrainCatalogTests
{
    [Fact]
    public void Default_HasEveryGrain_UnderTheKindsThatDatabasesHold() =>
        GrainCatalog.Default.All.Select(t => (t.Interface, t.Implementation, t.StateKind, t.StateType)).ShouldBe(
        [
            (typeof(IBudgetGrain), typeof(BudgetGrain), "budget", typeof(BudgetState)),
            (typeof(IInstallationGrain), typeof(InstallationGrain), "installation", typeof(InstallationState)),
            (typeof(IKeyGrain), typeof(KeyGrain), "key", typeof(KeyState)),
            (typeof(ILearningGrain), typeof(LearningGrain), "learning", typeof(LearningState)),
            (typeof(IModelGrain), typeof(ModelGrain), "model", typeof(ModelState)),
            (typeof(IRolloutGrain), typeof(RolloutGrain), "rollout", typeof(RolloutState)),
            (typeof(ITenantGrain), typeof(TenantGrain), "tenant", typeof(TenantState)),
            (typeof(ITrainingGrain), typeof(TrainingGrain), "training", typeof(TrainingState)),
            (typeof(ITrainingJobGrain), typeof(TrainingJobGrain), "training-job", typeof(JobState)),
            (typeof(ITrainingWorkerGrain), typeof(TrainingWorkerGrain), null, null),
        ]);

    [Fact]
    public void Scan_SameAssemblyTwice_FindsTheClash() =>
        Should.Throw<ArgumentException>(() => GrainCatalog.Scan(typeof(ProbeGrain).Assembly, typeof(ProbeGrain).Assembly)).Message
            .ShouldBe("Two grains share the interface 'IProbeGrain'.");

    [Fact]
    public void Get_Unknown_ListsWhatExists() =>
        Should.Throw<ArgumentException>(() => GrainCatalog.Default.Get(typeof(IProbeGrain))).Message
            .ShouldBe("No grain implements IProbeGrain; there are: IBudgetGrain, IInstallationGrain, IKeyGrain, ILearningGrain, IModelGrain, IRolloutGrain, ITenantGrain, ITrainingGrain, ITrainingJobGrain, ITrainingWorkerGrain.");

    [Fact]
    public void Create_ServiceIsMissing_NamesGrainAndService() =>
        Should.Throw<InvalidOperationException>(() => new GrainType(typeof(ProbeGrain)).Create("k", null, _ => null)).Message
            .ShouldBe("Grain ProbeGrain needs a IGrainHost; the host has none.");

    [Theory]
    [InlineData(typeof(WithoutKind), "Grain WithoutKind needs both [GrainState] and an IDurableState<T> parameter, or neither.")]
    [InlineData(typeof(WithoutState), "Grain WithoutState needs both [GrainState] and an IDurableState<T> parameter, or neither.")]
    [InlineData(typeof(WithoutInterface), "Grain WithoutInterface must implement exactly one grain interface; it implements 0.")]
    [InlineData(typeof(Synchronous), "ISynchronousGrain.Look must return Task or Task<T>.")]
    [InlineData(typeof(TwoConstructors), "Grain TwoConstructors must have exactly one public constructor.")]
    public void Grain_ThatBreaksTheRules_IsRefused(Type grain, string message) =>
        Should.Throw<ArgumentException>(() => new GrainType(grain)).Message.ShouldBe(message);

    [Fact]
    public void Grain_WithoutState_NeedsNone()
    {
        var type = new GrainType(typeof(Stateless));

        (type.StateKind, type.StateType).ShouldBe((null, null));
        type.Create("k", null, _ => null).ShouldBeOfType<Stateless>();
    }

    private interface IEmptyGrain : IGrain;

    private interface ISynchronousGrain : IGrain
    {
        int Look();
    }

    private sealed class Stateless : IEmptyGrain;

    private sealed class WithoutKind(IDurableState<TenantState> state) : IEmptyGrain
    {
        public override string ToString() => $"{state}";
    }

    [GrainState("x")]
    private sealed class WithoutState : IEmptyGrain;

    private sealed class WithoutInterface : IGrain;

    private sealed class Synchronous : ISynchronousGrain
    {
        public int Look() => 1;
    }

    private sealed class TwoConstructors : IEmptyGrain
    {
        public TwoConstructors()
        {
        }

        public TwoConstructors(string key) => _ = key;
    }
}
