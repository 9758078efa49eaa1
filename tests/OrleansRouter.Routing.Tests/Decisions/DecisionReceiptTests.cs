using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Decisions;
using OrleansRouter.Routing.Policies;
using OrleansRouter.TestKit.Routing;

namespace OrleansRouter.Routing.Tests.Decisions;

public class DecisionReceiptTests
{
    private static readonly Policy Policy = new FixedRouter(("best", 0.9, 1, 0.3), ("cheap", 1 / 3.0, 0.1, 0), ("middle", 0.8, 0.3, 0.1)).ToPolicy();

    [Fact]
    public void RoundTrip_AnyDecision_RecomputesBitForBit() => Prop.ForAll(
        ArbMap.Default.ArbFor<ulong>(),
        seed =>
        {
            DecisionReceipt read = DecisionReceipt.FromJson(Receipt(seed).ToJson());

            ReceiptVerifier.Recompute(Policy, read).Difference.ShouldBeNull();
            read.ToJson().ShouldBe(Receipt(seed).ToJson());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void RoundTrip_ExtremeFloats_KeepEveryBit()
    {
        float[] values = [float.Epsilon, -0f, float.MaxValue, 1f / 3, MathF.PI, float.MinValue, 1e-40f];
        DecisionReceipt receipt = Receipt(1) with { Embedding = values };

        foreach (JsonSerializerOptions options in new[] { JsonSerializerOptions.Default, JsonSerializerOptions.Web })
        {
            string json = JsonSerializer.Serialize(receipt, options);
            JsonSerializer.Deserialize<DecisionReceipt>(json, options)!.Embedding.ToArray()
                .Select(BitConverter.SingleToUInt32Bits).ShouldBe(values.Select(BitConverter.SingleToUInt32Bits));
        }
    }

    [Fact]
    public void Recompute_NothingChosen_AlsoMatches()
    {
        DecisionInput input = new() { Candidates = [new("new")], Draw = 0.5 };
        DecisionReceipt receipt = DecisionReceipt.Of(Policy, new float[8], input, Decider.Decide(Policy, new float[8], input));

        ReceiptVerifier.Recompute(Policy, DecisionReceipt.FromJson(receipt.ToJson())).Matches.ShouldBeTrue();
    }

    [Fact]
    public void Recompute_OtherPolicy_NamesBothHashes()
    {
        Policy other = RoutingSamples.Policy();

        string difference = ReceiptVerifier.Recompute(other, Receipt(1)).Difference!;

        difference.ShouldContain(Policy.ContentHash);
        difference.ShouldContain(other.ContentHash);
    }

    [Fact]
    public void Recompute_AnyAlteredPart_IsFound()
    {
        DecisionReceipt receipt = Receipt(3);
        RouteDecision decision = receipt.Decision;
        RankedCandidate first = decision.Ranking[0];

        Difference(receipt with { Decision = decision with { ModelId = "other" } }).ShouldStartWith("The model of the receipt is other;");
        Difference(receipt with { Decision = decision with { Propensity = Math.BitIncrement(decision.Propensity) } })
            .ShouldStartWith("The propensity of the receipt is");
        Difference(receipt with { Decision = decision with { Ranking = [first with { Quality = 2 }, .. decision.Ranking.Skip(1)] } })
            .ShouldStartWith("The candidate of the receipt is");
        Difference(receipt with { Decision = decision with { Excluded = [new("x", ExclusionReason.Unscored, null)] } })
            .ShouldStartWith("The number of excluded candidates of the receipt is 1;");
        Difference(receipt with { Input = receipt.Input with { Draw = 2 } }).ShouldContain("draw is 2");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"embedding":"AAA="}""")]
    [InlineData("""{"embedding":[1,2]}""")]
    public void FromJson_NoReceipt_IsRefused(string json) => Should.Throw<JsonException>(() => DecisionReceipt.FromJson(json));

    private static string Difference(DecisionReceipt receipt) => ReceiptVerifier.Recompute(Policy, receipt).Difference!;

    private static DecisionReceipt Receipt(ulong seed)
    {
        var rng = new Rng(seed);
        float[] embedding = [.. Enumerable.Range(0, 8).Select(_ => (float)rng.NextGaussian())];
        var input = new DecisionInput
        {
            Candidates = [new("best", rng.NextDouble()), new("cheap"), new("middle"), new("new")],
            Preference = new Preference { CostWeight = rng.NextDouble(), RiskAversion = rng.NextDouble() },
            ExplorationFloor = rng.NextDouble() / 3,
            Draw = rng.NextDouble(),
            MaxCostUsd = rng.NextInt(2) == 0 ? null : 0.01,
        };
        return DecisionReceipt.Of(Policy, embedding, input, Decider.Decide(Policy, embedding, input));
    }
}
