using System.Net.Http.Json;
using System.Text.Json;
using OrleansRouter.Gateway.Tests.Harness;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.MetaRouter;
using OrleansRouter.Routing.Policies;
using OrleansRouter.TestKit.Gateway;

namespace OrleansRouter.Gateway.Tests.Selection;

/// <summary>A policy learned from gold and preference labels, served: tenants of other weights are answered by other models.</summary>
public sealed class MetaRouterChatTests
{
    private const int Rows = 240;

    [Fact]
    public async Task Auto_FollowsTheGainLessTheTenantsWeightTimesTheExtraCost_AndTheReceiptShowsTheTerms()
    {
        await using FakeUpstream upstream = await FakeUpstream.StartAsync();
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.AddModelAsync("cheap", upstream);
        await gateway.AddModelAsync("premium", upstream, new { input_usd_per_million_tokens = 10.0, output_usd_per_million_tokens = 40.0 });
        await gateway.ServeAsync(Policy(), "fused");

        // The gain is about 0.6 on proofs and −0.2 on greetings, the extra cost 0.9.
        (await ModelAsync("prove the theorem", 0.1)).ShouldBe("premium");
        (await ModelAsync("prove the theorem", 2)).ShouldBe("cheap");
        (await ModelAsync("say hello friend", 0.1)).ShouldBe("cheap");

        async Task<string> ModelAsync(string prompt, double costWeight)
        {
            using HttpResponseMessage set = await gateway.Operator.PutAsJsonAsync("/admin/v1/tenants/default/preference", new { cost_weight = costWeight });
            set.IsSuccessStatusCode.ShouldBeTrue(await set.Content.ReadAsStringAsync());
            using HttpResponseMessage response = await gateway.Tenant.ChatAsync(ChatCalls.Body("auto", prompt));
            JsonElement receipt = await gateway.ReceiptAsync(response.Header("decision-id"));
            receipt.GetProperty("verification").GetProperty("matches").GetBoolean().ShouldBeTrue();
            ShouldExplain(receipt, costWeight);
            return response.Header("model");
        }
    }

    /// <summary>Utility = quality term + cost term, the cost term being −w·C.</summary>
    private static void ShouldExplain(JsonElement receipt, double costWeight)
    {
        foreach (JsonElement candidate in receipt.GetProperty("receipt").GetProperty("decision").GetProperty("ranking").EnumerateArray())
        {
            JsonElement terms = candidate.GetProperty("terms");
            terms.GetProperty("quality").GetDouble().ShouldBe(candidate.GetProperty("quality").GetDouble(), 1e-12);
            terms.GetProperty("cost").GetDouble().ShouldBe(-costWeight * candidate.GetProperty("normalisedCost").GetDouble(), 1e-12);
            candidate.GetProperty("utility").GetDouble().ShouldBe(terms.GetProperty("quality").GetDouble() + terms.GetProperty("cost").GetDouble(), 1e-12);
        }
    }

    /// <summary>Gold judges a third of the queries; the cheap judge flatters the premium model everywhere.</summary>
    private static Policy Policy()
    {
        Matrix<double> gold = new(Rows, 2), judge = new(Rows, 2), costs = new(Rows, 2);
        for (int i = 0; i < Rows; i++)
        {
            bool isProof = i % 2 == 0;
            (gold[i, 0], gold[i, 1]) = (isProof ? 0.3 : 0.9, isProof ? 0.9 : 0.7);
            (judge[i, 0], judge[i, 1]) = (gold[i, 0], gold[i, 1] + 0.3);
            (costs[i, 0], costs[i, 1]) = (0.001, 0.01);
        }

        var table = new LabelTable
        {
            Source = "test",
            IsSimulated = true,
            Models = ["cheap", "premium"],
            Queries = [.. Enumerable.Range(0, Rows).Select(i => new Query($"q{i}", "test", i % 2 == 0 ? $"prove the theorem number {i % 7}" : $"say hello friend number {i % 7}"))],
            Sources = [Source("gold", gold), Source("judge", judge)],
            Pairs = [.. Enumerable.Repeat((-1, -1), Rows)],
            Improper = new bool[Rows],
            GoldLabelled = [.. Enumerable.Range(0, Rows).Select(i => i % 3 == 0)],
            CostsUsd = costs,
        };
        return MetaRouterTrainer.Train(
            table, "gold", "judge", PolicyComponents.Default.Families.Get("meta-router"), null, PolicyComponents.Default.Encoders.Get("lexical"), seed: 1, FitContext.Default);

        static LabelSource Source(string name, Matrix<double> scores)
        {
            var none = new double[Rows];
            Array.Fill(none, double.NaN);
            return new LabelSource(name, scores, none);
        }
    }
}
