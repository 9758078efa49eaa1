using OrleansRouter.Learning;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Data.Simulation;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.MetaRouter;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Routing.Tests.MetaRouter;

public sealed class MetaRouterTrainerTests
{
    private static readonly IRouterFamily Family = PolicyComponents.Default.Families.Get("meta-router");
    private static readonly SimulatedLabels Simulated = Simulator.Labels(new LabelSimulationOptions { Queries = 300, Models = 3, GoldShare = 0.3, Seed = 4 });

    [Fact]
    public void Train_SameSeed_SameBytesOnOneAndManyThreads() => PolicyFile.ToBytes(Train(Simulated.Table, new FitContext(4)))
        .ShouldBe(PolicyFile.ToBytes(Train(Simulated.Table, new FitContext(1))));

    [Fact]
    public void Train_QueriesThatTheOtherMechanismJudged_TeachNothing()
    {
        // Gold scores of queries that went to the cheap judge, and the other way round, are known to the simulator alone.
        LabelTable table = Simulated.Table;
        LabelTable hidden = table with
        {
            Sources = [.. table.Sources.Select(source =>
            {
                var scores = table.SelectRows([.. Enumerable.Range(0, 300)]).SourceNamed(source.Name).Scores;
                for (int i = 0; i < 300; i++)
                {
                    if (table.GoldLabelled![i] != (source.Name == LabelTable.Gold))
                    {
                        scores.Row(i).Fill(double.NaN);
                    }
                }

                return source with { Scores = scores };
            })],
        };

        Train(hidden, FitContext.Default).ContentHash.ShouldBe(Train(table, FitContext.Default).ContentHash);
    }

    [Fact]
    public void Train_Policy_NamesItsModelsAndThatTheyAreSimulated()
    {
        Policy policy = Train(Simulated.Table, FitContext.Default);

        policy.Family.ShouldBe("meta-router");
        policy.Summary.IsSimulated.ShouldBeTrue();
        policy.Router.Models.ShouldBe(Simulated.Table.Models);
    }

    [Fact]
    public void Train_UnknownEstimator_ListsThoseThatExist() =>
        Should.Throw<ArgumentException>(() => MetaRouterTrainer.Train(
                Simulated.Table, LabelTable.Gold, SimulatedLabels.Judge, Family, new Routing.Families.MetaRouter.MetaRouterFamilyOptions { Estimator = "x" },
                PolicyComponents.Default.Encoders.Get("lexical"), 1, FitContext.Default))
            .Message.ShouldStartWith("No gain estimator 'x'; there are: ");

    private static Policy Train(LabelTable table, FitContext context) => MetaRouterTrainer.Train(
        table, LabelTable.Gold, SimulatedLabels.Judge, Family, null, PolicyComponents.Default.Encoders.Get("lexical"), 1, context);
}
