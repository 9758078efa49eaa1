using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Decisions;
using OrleansRouter.Routing.Evidence;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.TestKit.Routing;

/// <summary>
/// A world in which the value of every policy is known: equally likely prompts, four models, and scores of 0 or 1 whose probability depends on
/// both, not linearly, so that a linear model of rewards is wrong everywhere.
/// </summary>
public sealed class EvidenceWorld
{
    private const int Contexts = 200, Models = 4;

    private readonly float[][] _embeddings = new float[Contexts][];
    private readonly double[][] _success = new double[Contexts][];
    private readonly double[][] _weights;

    public EvidenceWorld(ulong seed)
    {
        var rng = new Rng(seed);
        _weights = Draw(rng);
        for (int x = 0; x < Contexts; x++)
        {
            _embeddings[x] = [.. Enumerable.Range(0, new LetterEncoder().Dimensions).Select(_ => (float)(rng.NextGaussian() / 2.8))];
            double[] logits = [.. _weights.Select(w => Dot(w, _embeddings[x]))];
            _success[x] = [.. logits.Select(l => 0.1 + (0.8 / (1 + Math.Exp(-2 * (l + (l * l * 0.5))))))];
        }
    }

    /// <summary>A policy that follows the truth more (1) or less (0, nothing but noise).</summary>
    public Policy Policy(double skill, ulong seed, double temperature = 0.5)
    {
        double[][] noise = Draw(new Rng(seed));
        return new SoftRouter(
            temperature, [.. _weights.Zip(noise, (w, n) => w.Zip(n, (a, b) => (skill * a) + ((1 - skill) * b)).ToArray())]).ToPolicy();
    }

    /// <summary>What a policy earns per decision, exactly.</summary>
    public double ValueOf(Policy policy, double floor) =>
        Mean(x => Decide(policy, x, floor, 0).Ranking.Sum(c => c.Propensity * Success(x, c.ModelId)));

    /// <summary>What a policy is estimated to earn, on average, with weights capped at <paramref name="cap"/>.</summary>
    public double ClippedValueOf(Policy policy, Policy logging, double floor, double cap) => Mean(x =>
    {
        var logged = Decide(logging, x, floor, 0).Ranking.ToDictionary(c => c.ModelId, c => c.Propensity);
        return Decide(policy, x, floor, 0).Ranking.Sum(c => Math.Min(c.Propensity, cap * logged[c.ModelId]) * Success(x, c.ModelId));
    });

    /// <summary>A log of <paramref name="logging"/>.</summary>
    public IEnumerable<LoggedChoice> Log(Policy logging, double floor, int rows, Rng rng)
    {
        for (int i = 0; i < rows; i++)
        {
            int x = rng.NextInt(Contexts);
            RouteDecision decision = Decide(logging, x, floor, rng.NextDouble());
            yield return new LoggedChoice
            {
                DecisionId = $"dec_{rng.NextUInt64():x16}",
                TenantId = "acme",
                DecidedAt = DateTimeOffset.UnixEpoch.AddSeconds(i),
                ModelId = decision.ModelId!,
                Propensity = decision.Propensity,
                Origin = LoggedChoice.ByPolicy,
                Receipt = DecisionReceipt.Of(logging, _embeddings[x], Input(floor, 0), decision),
                CostUsd = 0.001,
                Score = rng.NextDouble() < Success(x, decision.ModelId!) ? 1 : 0,
            };
        }
    }

    private double Success(int x, string model) => _success[x][model[1] - '0'];

    private RouteDecision Decide(Policy policy, int x, double floor, double draw) => Decider.Decide(policy, _embeddings[x], Input(floor, draw));

    private static DecisionInput Input(double floor, double draw) =>
        new() { Candidates = [.. Enumerable.Range(0, Models).Select(k => new Candidate($"m{k}"))], ExplorationFloor = floor, Draw = draw };

    private static double[][] Draw(Rng rng) =>
        [.. Enumerable.Range(0, Models).Select(_ => Enumerable.Range(0, new LetterEncoder().Dimensions).Select(_ => rng.NextGaussian()).ToArray())];

    private static double Dot(double[] w, float[] x) => w.Zip(x, (a, b) => a * b).Sum();

    private static double Mean(Func<int, double> value) => Enumerable.Range(0, Contexts).Average(value);
}
