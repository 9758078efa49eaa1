using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.MetaRouter;
using OrleansRouter.Routing.MetaRouter.Evaluation;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Routing.Tests.MetaRouter.Evaluation;

public sealed class MetaRouterEvaluationTests
{
    private static readonly MetaRouterEvaluationOptions Small = new()
    {
        GoldSize = 30,
        TestSize = 60,
        Rounds = 6,
        Method = new MetaRouterOptions { Learner = "ridge", Normalisation = GoldNormalisation.None, EffectBound = null },
    };

    [Fact]
    public void Run_AnyNumberOfThreads_GivesTheSameNumbers()
    {
        PairedLabels labels = GainSamples.Paired(200, s => s[1]);

        Run(4).ShouldBe(Run(1));

        string Run(int threads) => MetaRouterEvaluation.Run(labels, Small, new FitContext(threads)).ToJson();
    }

    [Fact]
    public void Run_PreferenceOfAnotherDirection_MisleadsOnlyThoseThatTrustIt()
    {
        // η(s) = s₀ − 3s₁: ordering by preference is mostly ordering by noise, which a heterogeneous shift explains.
        MetaRouterReport report = MetaRouterEvaluation.Run(GainSamples.Paired(400, s => 3 * s[1]), Small, FitContext.Default);

        double oracle = report.Routers["oracle"].Area;
        oracle.ShouldBeGreaterThan(0.2);
        report.Routers["dr-learner"].Area.ShouldBeGreaterThan(0.9 * oracle);
        report.Routers["r-learner"].Area.ShouldBeGreaterThan(0.9 * oracle);
        report.Routers["gold-only"].Area.ShouldBeGreaterThan(0.9 * oracle);
        report.Routers["preference-only"].Area.ShouldBeLessThan(0.5 * oracle);
        report.Routers["global-shift"].Area.ShouldBeLessThan(0.7 * oracle);
        report.Routers["random"].Values.ShouldAllBe(gain => gain == 0);
        EfficiencyGain sampled = report.Routers["random-sampled"];
        Math.Abs(sampled.MeanArea).ShouldBeLessThan(4 * sampled.AreaStandardError);
    }

    [Fact]
    public void Run_PublishedVariant_IsFittedInSampleWithUnscaledFloors()
    {
        MetaRouterReport report = MetaRouterEvaluation.Run(
            GainSamples.Paired(300, s => s[1]), Small with { Routers = ["dr-learner", "dr-learner-published"], Rounds = 2 }, FitContext.Default);

        // 30 gold rows of 240 have propensities near 0.125, p(1 − p) ≈ 0.11: all above the floor, but clipped where the logistic falls below 0.05.
        report.Shifts.Keys.ShouldBe(["dr-learner", "dr-learner-published"], ignoreOrder: true);
        report.Shifts["dr-learner-published"].ClippedPropensities.ShouldBeGreaterThan(report.Shifts["dr-learner"].ClippedPropensities);
    }

    [Fact]
    public void ToJson_HasTheDocumentedShape()
    {
        MetaRouterReport report = MetaRouterEvaluation.Run(GainSamples.Paired(200, _ => 0), Small with { Points = 11, Rounds = 2 }, FitContext.Default);

        JsonElement json = JsonDocument.Parse(report.ToJson()).RootElement;

        json.GetProperty("method").GetString().ShouldBe("meta-router");
        (json.GetProperty("rows").GetInt32(), json.GetProperty("goldSize").GetInt32(), json.GetProperty("rounds").GetInt32()).ShouldBe((200, 30, 2));
        json.GetProperty("normalisation").GetProperty("kind").GetString().ShouldBe("none");
        json.GetProperty("normalisation").GetProperty("factor").GetDouble().ShouldBe(1);
        json.GetProperty("pmur").GetArrayLength().ShouldBe(11);
        json.GetProperty("overlap").GetProperty("goldHistogram").GetArrayLength().ShouldBe(10);
        foreach (string router in MetaRouterEvaluationOptions.DefaultRouters.Concat(["oracle", "random"]))
        {
            JsonElement gain = json.GetProperty("routers").GetProperty(router);
            gain.GetProperty("efficiencyGain").GetArrayLength().ShouldBe(11);
            gain.GetProperty("peak").GetDouble().ShouldBe(gain.GetProperty("efficiencyGain").EnumerateArray().Max(x => x.GetDouble()));
            gain.GetProperty("area").GetDouble().ShouldBe(gain.GetProperty("efficiencyGain").EnumerateArray().Skip(2).Take(7).Average(x => x.GetDouble()), 1e-12);
        }
    }

    [Fact]
    public void FromJson_WhatToJsonGave_GivesItAgain()
    {
        MetaRouterEvaluationOptions options = Small with { Points = 11, Rounds = 2, Routers = ["dr-learner", "pooled"] };
        string json = MetaRouterEvaluation.Run(GainSamples.Paired(200, s => s[0]), options, FitContext.Default).ToJson();

        MetaRouterReport.FromJson(JsonNode.Parse(json)!, options).ToJson().ShouldBe(json);
    }

    [Fact]
    public void MonteCarloRound_WrittenAndRead_IsTheSame()
    {
        MetaRouterEvaluationOptions options = Small with { Routers = ["r-learner", "pooled"] };
        PairedLabels labels = GainSamples.Paired(200, s => s[0]);
        MonteCarloRound[] rounds = [.. Enumerable.Range(0, 2).Select(round => MonteCarloRound.Run(labels, options, round, FitContext.Default))];
        var reader = new ModelReader(LearnerData.Bytes(writer => Array.ForEach(rounds, round => round.Write(writer))));

        MonteCarloRound[] read = [MonteCarloRound.Read(reader), MonteCarloRound.Read(reader)];

        reader.Remaining.ShouldBe(0);
        MetaRouterEvaluation.Merge(labels, options, read).ToJson().ShouldBe(MetaRouterEvaluation.Merge(labels, options, rounds).ToJson());
    }

    [Theory]
    [InlineData("nobody", "forest", "No gain estimator 'nobody'; there are: ")]
    [InlineData("nobody-published", "forest", "No gain estimator 'nobody'; there are: ")]
    [InlineData("pooled", "tree", "No learner 'tree'; there are: ")]
    public void Run_UnknownNames_AreRefusedBeforeAnyRound(string router, string learner, string message) =>
        Should.Throw<ArgumentException>(() => MetaRouterEvaluation.Require(Small with { Routers = [router], Method = new MetaRouterOptions { Learner = learner } }))
            .Message.ShouldStartWith(message);

    [Fact]
    public void Run_KeepSources_DrawsGoldFromTheRowsThatGoldJudged()
    {
        PairedLabels labels = GainSamples.Paired(200, _ => 0) with { GoldLabelled = [.. Enumerable.Range(0, 200).Select(i => i < 60)] };

        MetaRouterReport report = MetaRouterEvaluation.Run(
            labels, Small with { KeepSources = true, TestSize = 50, Rounds = 2, Routers = ["pooled"] }, FitContext.Default);

        report.Overlap.GoldRows.ShouldBe(30);
        report.Overlap.PreferenceRows.ShouldBeInRange(90, 120);
    }

    [Fact]
    public void Run_TooFewRows_SaysHowManyAreMissing() =>
        Should.Throw<ArgumentException>(() => MetaRouterEvaluation.Run(GainSamples.Paired(80, _ => 0), Small, FitContext.Default))
            .Message.ShouldBe("sample: 80 rows leave 20 gold labels in a round; 30 are needed.");

    [Fact]
    public void Run_UnknownRouter_ListsThoseThatExist() =>
        Should.Throw<ArgumentException>(() => MetaRouterEvaluation.Run(GainSamples.Paired(200, _ => 0), Small with { Routers = ["x"] }, FitContext.Default))
            .Message.ShouldStartWith("No gain estimator 'x'; there are: ");
}
