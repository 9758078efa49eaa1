using System.Globalization;
using MathNet.Numerics.Distributions;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Barp.Training;
using OrleansRouter.Routing.Decisions;
using OrleansRouter.Routing.Families.Barp;
using OrleansRouter.Routing.Policies;
using OrleansRouter.TestKit.Routing;
using Xunit.Abstractions;
using TrainedPolicy = OrleansRouter.Routing.Policies.Policy;

namespace OrleansRouter.Routing.Tests.Barp;

/// <summary>What is logged as the probability of a choice is how often it is made, whatever is eligible, pinned or kept for exploration.</summary>
public sealed class PropensityTests(ITestOutputHelper output)
{
    private const int Strata = 40, Models = 5;

    // One million as asked for takes ORLEANS_ROUTER_PROPENSITY_DECISIONS=1000000 and a quarter of a minute.
    private static readonly int Decisions = int.Parse(
        Environment.GetEnvironmentVariable("ORLEANS_ROUTER_PROPENSITY_DECISIONS") ?? "80000", CultureInfo.InvariantCulture);

    [Fact]
    public void Decide_RandomEligibilityPinsAndFloors_FrequenciesFollowThePropensities_AndEveryReceiptRecomputes()
    {
        TrainedPolicy policy = PolicyTrainer.Train(
            RoutingSamples.Table(rows: 80, models: Models), new BarpFamily(), new BarpOptions { Epochs = 10, Sharpness = 8, Sample = true },
            new LetterEncoder(), 1, FitContext.Default);
        var rng = new Rng(17);
        double smallest = 1;
        for (int s = 0; s < Strata; s++)
        {
            DecisionInput stratum = Stratum(policy, rng);
            float[] embedding = policy.Encoder.EncodeBatch([new string((char)('a' + (s % 8)), 3) + "bd"], FitContext.Default).Row(0).ToArray();
            int[] counts = new int[Models];
            double[] propensities = new double[Models];
            for (int i = 0; i < Decisions / Strata; i++)
            {
                DecisionInput input = stratum with { Draw = rng.NextDouble() };
                RouteDecision decision = Decider.Decide(policy, embedding, input);
                counts[policy.IndexOf(decision.ModelId!)]++;
                foreach (RankedCandidate candidate in decision.Ranking)
                {
                    propensities[policy.IndexOf(candidate.ModelId)] = candidate.Propensity;
                }

                decision.Propensity.ShouldBe(propensities[policy.IndexOf(decision.ModelId!)]);
                DecisionReceipt receipt = DecisionReceipt.Of(policy, embedding, input, decision);
                ReceiptVerifier.Recompute(policy, i % 100 == 0 ? DecisionReceipt.FromJson(receipt.ToJson()) : receipt).Difference.ShouldBeNull();
            }

            propensities.Sum().ShouldBe(1, 1e-12);
            double p = PValue(counts, propensities);
            smallest = Math.Min(smallest, p);
            p.ShouldBeGreaterThan(0.001, $"stratum {s}: {string.Join(' ', counts)} against {string.Join(' ', propensities)}");
        }

        output.WriteLine($"{Decisions} decisions in {Strata} strata, smallest p {smallest:0.000}");
    }

    /// <summary>Pearson's χ². What is expected fewer than 5 times counts with the likeliest; what has probability 0 must not occur.</summary>
    private static double PValue(int[] counts, double[] probabilities)
    {
        double n = counts.Sum();
        int likeliest = Array.IndexOf(probabilities, probabilities.Max());
        double[] expected = new double[counts.Length], observed = new double[counts.Length];
        for (int k = 0; k < counts.Length; k++)
        {
            (probabilities[k] > 0 || counts[k] == 0).ShouldBeTrue($"model {k} has probability 0 and was chosen {counts[k]} times");
            int cell = n * probabilities[k] < 5 ? likeliest : k;
            (expected[cell], observed[cell]) = (expected[cell] + (n * probabilities[k]), observed[cell] + counts[k]);
        }

        int[] cells = [.. Enumerable.Range(0, counts.Length).Where(k => expected[k] > 0)];
        double statistic = cells.Sum(k => (observed[k] - expected[k]) * (observed[k] - expected[k]) / expected[k]);
        return cells.Length > 1 ? 1 - ChiSquared.CDF(cells.Length - 1, statistic) : 1;
    }

    /// <summary>Some models eligible, now and then a single pinned one, a preference, a floor that fits.</summary>
    private static DecisionInput Stratum(TrainedPolicy policy, Rng rng)
    {
        string[] models = [.. policy.Router.Models];
        rng.Shuffle(models.AsSpan());
        int eligible = rng.NextInt(5) == 0 ? 1 : 1 + rng.NextInt(Models);
        return new DecisionInput
        {
            Candidates = [.. models.Take(eligible).Select(m => new Candidate(m))],
            Preference = new Preference { QualityWeight = rng.NextDouble(), CostWeight = rng.NextDouble(), RiskAversion = 0 },
            ExplorationFloor = rng.NextInt(3) == 0 ? 0 : rng.NextDouble() / eligible,
            Draw = 0,
        };
    }
}
