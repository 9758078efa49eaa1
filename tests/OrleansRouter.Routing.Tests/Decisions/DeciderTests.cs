using FsCheck;
using FsCheck.Fluent;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Decisions;
using OrleansRouter.Routing.Policies;
using OrleansRouter.TestKit.Routing;

namespace OrleansRouter.Routing.Tests.Decisions;

public class DeciderTests
{
    private static readonly Policy Policy = new FixedRouter(("best", 0.9, 1, 0.3), ("cheap", 0.6, 0.1, 0), ("middle", 0.8, 0.3, 0.1)).ToPolicy();
    private static readonly float[] Embedding = new float[8];
    private static readonly Preference Weights = new() { QualityWeight = 1, CostWeight = 0.5, RiskAversion = 0.2 };

    private static readonly DecisionInput Input = new()
    {
        Candidates = [new("cheap"), new("best"), new("middle")],
        Preference = Weights,
        Draw = 0,
    };

    [Fact]
    public void Decide_NoFloor_TakesTheLargestUtilityWithCertainty()
    {
        RouteDecision decision = Decider.Decide(Policy, Embedding, Input);

        decision.Status.ShouldBe(DecisionStatus.Chosen);
        decision.ModelId.ShouldBe("middle");
        decision.Propensity.ShouldBe(1);
        decision.Ranking.Select(c => c.ModelId).ShouldBe(["middle", "cheap", "best"]);
        decision.Fallbacks.ShouldBe(["cheap", "best"]);
        decision.Excluded.ShouldBeEmpty();
        decision.Explain().ShouldBe(
            "middle: quality +0.8, cost -0.15, risk -0.02, utility 0.63; rank 1 of 3; taken with probability 1");
    }

    [Fact]
    public void Decide_Ranking_HoldsExpectationsAndTheTermsOfTheUtility()
    {
        RankedCandidate best = Decider.Decide(Policy, Embedding, Input).Ranking[2];

        best.ShouldBe(new RankedCandidate("best", 0.9, 0.01, 1, 0.3, Weights.Utility(0.9, 1, 0.3), 0, new UtilityTerms(0.9, -0.5, -0.06)));
        (best.Terms.Quality + best.Terms.Cost + best.Terms.Risk).ShouldBe(best.Utility, 1e-15);
    }

    [Fact]
    public void Decide_FloorOfOneTenth_PropensitiesAreTheFormula()
    {
        RouteDecision decision = Decider.Decide(Policy, Embedding, Input with { ExplorationFloor = 0.1, Draw = 0.95 });

        decision.Ranking.Select(c => c.Propensity).ShouldBe([((1 - (0.1 * 3)) * 1) + 0.1, 0.1, 0.1]);
        decision.ModelId.ShouldBe("best");
        decision.Propensity.ShouldBe(0.1);
        decision.Fallbacks.ShouldBe(["middle", "cheap"]);
        decision.Explain().ShouldEndWith("rank 3 of 3; taken with probability 0.1");
    }

    [Theory]
    [InlineData(0, "middle")]
    [InlineData(0.7999, "middle")]
    [InlineData(0.8001, "cheap")]
    [InlineData(0.8999, "cheap")]
    [InlineData(0.9001, "best")]
    [InlineData(0.99999999999999989, "best")]
    public void Decide_Draw_FallsIntoTheSharesInRankingOrder(double draw, string expected) =>
        Decider.Decide(Policy, Embedding, Input with { ExplorationFloor = 0.1, Draw = draw }).ModelId.ShouldBe(expected);

    [Fact]
    public void Decide_ManyDraws_FrequenciesMatchPropensitiesWithinFourStandardErrors()
    {
        const int Draws = 20_000;
        var rng = new Rng(5);
        var counts = new Dictionary<string, int>();
        RouteDecision decision = Decider.Decide(Policy, Embedding, Input);
        for (int i = 0; i < Draws; i++)
        {
            decision = Decider.Decide(Policy, Embedding, Input with { ExplorationFloor = 0.05, Draw = rng.NextDouble() });
            counts[decision.ModelId!] = counts.GetValueOrDefault(decision.ModelId!) + 1;
        }

        foreach (RankedCandidate candidate in decision.Ranking)
        {
            double error = Math.Sqrt(candidate.Propensity * (1 - candidate.Propensity) / Draws);
            (counts[candidate.ModelId] / (double)Draws).ShouldBe(candidate.Propensity, 4 * error);
        }
    }

    [Fact]
    public void Decide_AnyFloorAndCandidates_PropensitiesSumToOneAndRespectTheFloor()
    {
        var cases = Gen.Zip(Gen.Choose(1, 7), Gen.Choose(0, 1000)).ToArbitrary();
        string[] ids = ["best", "cheap", "middle"];

        Prop.ForAll(cases, pair =>
        {
            Candidate[] candidates = [.. ids.Where((_, k) => (pair.Item1 >> k) % 2 == 1).Select(id => new Candidate(id))];
            double floor = pair.Item2 / 1000.0 / candidates.Length;
            RouteDecision decision = Decider.Decide(
                Policy, Embedding, Input with { Candidates = candidates, ExplorationFloor = floor, Draw = pair.Item2 / 1001.0 });
            decision.Ranking.Sum(c => c.Propensity).ShouldBe(1, 1e-12);
            decision.Ranking.ShouldAllBe(c => c.Propensity >= floor);
            decision.Ranking.Single(c => c.ModelId == decision.ModelId).Propensity.ShouldBe(decision.Propensity);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Decide_OrderOfCandidates_DoesNotMatter()
    {
        DecisionInput input = Input with { ExplorationFloor = 0.2, Draw = 0.7 };

        RouteDecision one = Decider.Decide(Policy, Embedding, input);
        RouteDecision other = Decider.Decide(Policy, Embedding, input with { Candidates = [.. input.Candidates.Reverse()] });

        other.ModelId.ShouldBe(one.ModelId);
        other.Ranking.ShouldBe(one.Ranking);
    }

    [Fact]
    public void Decide_MaxCost_LeavesDearCandidatesOutAndPrefersTheGivenPrice()
    {
        RouteDecision decision = Decider.Decide(Policy, Embedding, Input with
        {
            Candidates = [new("cheap"), new("best", ExpectedCostUsd: 0.0005), new("middle")],
            MaxCostUsd = 0.002,
        });

        decision.Ranking.Select(c => (c.ModelId, c.CostUsd)).ShouldBe([("cheap", 0.001), ("best", 0.0005)]);
        decision.Excluded.ShouldBe([new ExcludedCandidate("middle", ExclusionReason.OverMaxCost, 0.3 * 0.01)]);
        decision.ModelId.ShouldBe("cheap");
    }

    [Fact]
    public void Decide_UnknownModel_IsListedAsUnscoredAndNeverChosen()
    {
        RouteDecision decision = Decider.Decide(Policy, Embedding, Input with
        {
            Candidates = [new("new", ExpectedCostUsd: 0.5), new("cheap")],
            ExplorationFloor = 0.5,
            Draw = 0.99,
        });

        decision.ModelId.ShouldBe("cheap");
        decision.Propensity.ShouldBe(1);
        decision.Excluded.ShouldBe([new ExcludedCandidate("new", ExclusionReason.Unscored, 0.5)]);
    }

    [Fact]
    public void Decide_NothingToChoose_SaysWhy()
    {
        Outcome(Input with { Candidates = [] }).ShouldBe((DecisionStatus.NoCandidates, "There are no candidates."));
        Outcome(Input with { Candidates = [new("new")] }).ShouldBe((DecisionStatus.NoneScored, "The policy knows none of the candidates."));
        Outcome(Input with { MaxCostUsd = 1e-6 })
            .ShouldBe((DecisionStatus.NoneAffordable, "Every candidate that the policy knows costs more than max_cost_usd."));

        static (DecisionStatus, string) Outcome(DecisionInput input)
        {
            RouteDecision decision = Decider.Decide(Policy, Embedding, input);
            decision.ModelId.ShouldBeNull();
            decision.Propensity.ShouldBe(0);
            decision.Ranking.ShouldBeEmpty();
            return (decision.Status, decision.Explain());
        }
    }

    [Theory]
    [InlineData(0, "best")]
    [InlineData(0.29, "best")]
    [InlineData(0.31, "cheap")]
    [InlineData(1, "cheap")]
    public void Decide_QualityThreshold_TakesQualityWhereItGainsEnoughOverTheCheapest(double threshold, string expected)
    {
        RouteDecision decision = Decider.Decide(Policy, Embedding, Input with { QualityThreshold = threshold });

        decision.ModelId.ShouldBe(expected);
        decision.Propensity.ShouldBe(1);
    }

    [Fact]
    public void Decide_RandomFamily_DrawsUniformlyAmongTheEligible()
    {
        Policy random = RoutingSamples.Policy("random", models: 4);
        Candidate[] candidates = [new("model-0"), new("model-3")];

        RouteDecision decision = Decider.Decide(random, Embedding, Input with { Candidates = candidates, Draw = 0.6 });

        decision.Ranking.ShouldAllBe(c => c.Propensity == 0.5);
        decision.ModelId.ShouldBe(decision.Ranking[1].ModelId);
    }

    [Fact]
    public void Decide_MoreModelsThanFitTheStack_RanksThemAll()
    {
        const int Models = 100;
        Policy many = new FixedRouter([.. Enumerable.Range(0, Models).Select(k => ($"m{k}", k / 100.0, 0.5, 0.0))]).ToPolicy();

        RouteDecision decision = Decider.Decide(
            many, Embedding, Input with { Candidates = [.. many.Router.Models.Select(id => new Candidate(id))], ExplorationFloor = 0.001 });

        decision.ModelId.ShouldBe("m99");
        decision.Ranking.Select(c => c.ModelId).ShouldBe(Enumerable.Range(0, Models).Select(k => $"m{99 - k}"));
        decision.Ranking.Sum(c => c.Propensity).ShouldBe(1, 1e-12);
    }

    [Fact]
    public void Decide_ThreeCandidates_AllocatesOnlyTheResult()
    {
        Decider.Decide(Policy, Embedding, Input);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Decider.Decide(Policy, Embedding, Input);

        // The ranking is 3 × 88 bytes; lists and records around it take less than that again.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(3 * 88 * 2);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(1)]
    [InlineData(-1e-9)]
    public void Decide_DrawOutOfRange_IsRefused(double draw) =>
        Message(Input with { Draw = draw }).ShouldBe(FormattableString.Invariant($"Tenant 'acme': draw is {draw:R}; expected a number in [0, 1)."));

    [Fact]
    public void Decide_WrongInput_NamesOwnerValueAndRange()
    {
        Message(Input with { MaxCostUsd = double.NaN }).ShouldBe("Tenant 'acme': max_cost_usd is NaN; expected a number in (0, ∞).");
        Message(Input with { QualityThreshold = 1.5 }).ShouldBe("Tenant 'acme': quality threshold is 1.5; expected a number in [0, 1].");
        Message(Input with { Preference = new Preference { CostWeight = -1 } }).ShouldStartWith("Tenant 'acme': cost_weight is -1;");
        Message(Input with { Candidates = [new("best", double.NaN)] }).ShouldStartWith("Tenant 'acme': expected cost in USD is NaN;");
        Message(Input with { Candidates = [new("best"), new("cheap"), new("best")] })
            .ShouldBe("Tenant 'acme': candidate 'best' is listed twice.");
        Should.Throw<ArgumentException>(() => Decider.Decide(Policy, new float[3], Input)).Message.ShouldContain("has 3 values");
    }

    [Fact]
    public void Decide_RouterWithNaN_IsRefused()
    {
        Policy broken = new FixedRouter(("best", 1, 0, double.NaN)).ToPolicy();

        Should.Throw<InvalidOperationException>(() => Decider.Decide(broken, Embedding, Input)).Message.ShouldContain("'best'");
    }

    private static string Message(DecisionInput input) =>
        Should.Throw<ArgumentException>(() => Decider.Decide(Policy, Embedding, input, "Tenant 'acme'")).Message;
}
