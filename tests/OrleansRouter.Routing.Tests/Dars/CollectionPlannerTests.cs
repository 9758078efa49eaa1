using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Dars;
using OrleansRouter.Routing.Dars.Equations;
using OrleansRouter.Routing.Dars.Planning;

namespace OrleansRouter.Routing.Tests.Dars;

public sealed class CollectionPlannerTests
{
    [Fact]
    public void UtilityBelief_OneObservationAsPreciseAsThePrior_LiesHalfWay()
    {
        UtilityBelief belief = UtilityBelief.Of(priorMean: 0, priorVariance: 1, observedMean: 1, observations: 1, noise: 1);

        belief.ShouldBe(new UtilityBelief(0.5, 0.5));
        belief.ChangeBy(1, 1).ShouldBe(Math.Sqrt(0.5 - (1.0 / 3)), 1e-15);
        belief.ChangeBy(0, 1).ShouldBe(0);
        UtilityBelief.Of(0.25, 1, double.NaN, 0, 1).ShouldBe(new UtilityBelief(0.25, 1));
    }

    [Fact]
    public void KnowledgeGradient_EqualMeans_HalfTheTimeAnotherLabel()
    {
        (double gain, double probability) = KnowledgeGradient.Of(0.3, 0.3, 0.1);

        gain.ShouldBe(0.1 / Math.Sqrt(2 * Math.PI), 1e-12);
        probability.ShouldBe(0.5, 1e-12);
        KnowledgeGradient.Of(0.3, 0.5, 0).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData(0.3, 0.4)]
    [InlineData(0.5, 0.4)]
    public void KnowledgeGradient_EqualsTheMeanGainOfMovedMeans(double mean, double bestOther)
    {
        const int Draws = 200_000;
        const double Change = 0.15;
        var rng = new Rng(3);
        double gain = 0, changes = 0;
        for (int i = 0; i < Draws; i++)
        {
            double moved = mean + (Change * rng.NextGaussian());
            gain += (Math.Max(moved, bestOther) - Math.Max(mean, bestOther)) / Draws;
            changes += (moved > bestOther) != (mean > bestOther) ? 1.0 / Draws : 0;
        }

        (double expected, double probability) = KnowledgeGradient.Of(mean, bestOther, Change);

        gain.ShouldBe(expected, 4 * Change / Math.Sqrt(Draws));
        changes.ShouldBe(probability, 4 * 0.5 / Math.Sqrt(Draws));
    }

    [Fact]
    public void Plan_CloseCallsComeFirst_AndTheBudgetIsKept()
    {
        // On x both models are equally good and vary; on y one is far better; z never varies and is decided.
        DarsData data = Data(
        [
            .. DarsTables.Decodes("x", "m", "a", 1, 1, 0, 1, 0), .. DarsTables.Decodes("x", "n", "a", 1, 0, 1, 0, 1),
            .. DarsTables.Decodes("y", "m", "a", 1, 1, 1, 1, 0), .. DarsTables.Decodes("y", "n", "a", 1, 0, 0, 0, 0),
            .. DarsTables.Decodes("z", "m", "a", 1, 1, 1, 1, 1), .. DarsTables.Decodes("z", "n", "a", 1, 0, 0, 0, 0),
        ]);

        CollectionPlan plan = CollectionPlanner.Plan(data, new CollectionOptions { MaxObservations = 4 });

        plan.Observations.ShouldBe(4);
        plan.CostUsd.ShouldBe(4);
        plan.Pairs[0].Query.ShouldBe("x");
        plan.Pairs.Sum(pair => pair.Add).ShouldBe(4);
        plan.Pairs.ShouldAllBe(pair => pair.Observed == 4);
        plan.Pairs.ShouldNotContain(pair => pair.Query == "z");
        plan.ExpectedLabelChanges.ShouldBe(plan.Pairs.Sum(pair => pair.LabelChange), 1e-12);
    }

    [Fact]
    public void Plan_DollarBudget_CountsValuePerDollar()
    {
        // The models are mirror images; n costs a hundred times as much.
        DarsData data = Data([.. DarsTables.Decodes("x", "m", "a", 0.01, 1, 0), .. DarsTables.Decodes("x", "n", "a", 1, 0, 1), .. DarsTables.Decodes("y", "m", "a", 0.01, 1, 0), .. DarsTables.Decodes("y", "n", "a", 1, 1, 0)]);

        CollectionPlan plan = CollectionPlanner.Plan(data, new CollectionOptions { MaxCostUsd = 0.1, CostWeight = 0 });

        plan.Pairs.ShouldAllBe(pair => pair.Model == "m");
        plan.CostUsd!.Value.ShouldBeInRange(0.01, 0.1);
    }

    [Fact]
    public void Plan_FullPairs_AreNotObservedAgain_AndUnobservedOnesAre()
    {
        DarsData data = Data(
        [
            .. DarsTables.Decodes("x", "m", "a", 1, 1, 0, 1), .. DarsTables.Decodes("x", "n", "a", 1, 0, 1, 0),
            .. DarsTables.Decodes("w", "m", "a", 1, 1, 0, 1), .. DarsTables.Decodes("w", "n", "a", 1, 1, 1, 1),
            .. DarsTables.Decodes("y", "m", "a", 1, 1, 0, 1), .. DarsTables.Decodes("y", "o", "a", 1, 1, 0, 1),
            .. DarsTables.Decodes("x", "o", "a", 1, 1, 0, 0), .. DarsTables.Decodes("w", "o", "a", 1, 1, 0, 0),
        ]);

        CollectionPlan plan = CollectionPlanner.Plan(data, new CollectionOptions { MaxPerPair = 3 });

        PlannedPair pair = plan.Pairs.ShouldHaveSingleItem();
        (pair.Query, pair.Model, pair.Observed, pair.Add).ShouldBe(("y", "n", 0, 3));
    }

    [Fact]
    public void Plan_DollarBudgetWithoutCosts_IsRefused()
    {
        DarsData data = Data([.. DarsTables.Decodes("x", "m", "a", double.NaN, 1, 0), .. DarsTables.Decodes("x", "n", "a", double.NaN, 0, 1)]);

        Should.Throw<ArgumentException>(() => CollectionPlanner.Plan(data, new CollectionOptions { CostWeight = 0, MaxCostUsd = 1 }))
            .Message.ShouldBe("rows: there are no costs, so that a plan cannot keep to a budget in US dollars.");
    }

    private static DarsData Data(DarsTables.Row[] rows) => DarsData.Prepare(DarsTables.Table(rows), new DarsDataOptions { CompleteQueriesOnly = false });
}
