using OrleansRouter.Learning;
using OrleansRouter.Learning.Bandits;
using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Barp.Bandit;
using OrleansRouter.Routing.Barp.Policy;

namespace OrleansRouter.Routing.Barp.Baselines;

/// <summary>A classic bandit rule over the same context z = [x; φ(w)], learned from the same environment; served by its expected rewards.</summary>
/// <remarks>φ is the preference encoder of the paper with its first, random weights: the linear models learn everything after it.</remarks>
[Paper("BaRP", "section 4.6, classic bandits")]
internal sealed class LinearBanditPolicy
{
    private readonly ContextNetwork _encoder;
    private readonly BanditLearner _learner;
    private readonly ArmEstimate[] _estimates;
    private readonly float[] _context;

    private LinearBanditPolicy(IBanditPolicy rule, int features, int arms, int preferenceWidth, ulong seed)
    {
        _encoder = new ContextNetwork(
            new Graph(new ParameterSet(seed), capacity: 1), new PolicyShape(DecisionHead.Linear, features, arms, preferenceWidth, HiddenWidth: 1));
        _context = new float[features + preferenceWidth];
        _estimates = new ArmEstimate[arms];
        string[] names = [.. Enumerable.Range(0, arms).Select(k => $"arm {k}")];
        _learner = new BanditLearner(new LinearBandit(rule, BanditStatistics.Empty(names, _context.Length)));
    }

    /// <summary>Learns from one model per query and pass, each for a preference drawn uniformly.</summary>
    /// <param name="rule">LinUCB, linear Thompson sampling, ε-greedy.</param>
    /// <param name="features">n × d.</param>
    /// <param name="environment">Answers what is asked.</param>
    /// <param name="epochs">Passes over the queries.</param>
    /// <param name="preferenceWidth">Length of φ(w).</param>
    /// <param name="seed">φ, order, preferences, choices.</param>
    /// <param name="context">Cancellation.</param>
    public static LinearBanditPolicy Train(
        IBanditPolicy rule, Matrix<float> features, BanditEnvironment environment, int epochs, int preferenceWidth, ulong seed, FitContext context)
    {
        var policy = new LinearBanditPolicy(rule, features.Columns, environment.Arms, preferenceWidth, seed);
        int[] queries = environment.UsableQueries();
        bool[] eligible = new bool[environment.Arms];
        double[] probabilities = new double[environment.Arms];
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            var rng = Rng.Stream(seed, (ulong)epoch);
            rng.Shuffle(queries.AsSpan());
            foreach (int query in queries)
            {
                context.CancellationToken.ThrowIfCancellationRequested();
                var weights = SimplexWeights.OfCost(rng.NextDouble());
                environment.Eligible(query, eligible);
                policy.Estimate(features.Row(query), weights);
                rule.Probabilities(policy._estimates, eligible, probabilities);
                int arm = SoftmaxPolicy.Pick(probabilities, rng.NextDouble());
                ArmOutcome outcome = environment.Pull(query, arm, probabilities);
                policy._learner.Update(policy._context, arm, weights.Reward(outcome.Quality, outcome.NormalisedCost));
            }
        }

        return policy;
    }

    /// <summary>Writes the expected reward of every model. Not for several threads at once.</summary>
    public void Score(ReadOnlySpan<float> embedding, SimplexWeights weights, Span<double> rewards)
    {
        Estimate(embedding, weights);
        for (int k = 0; k < rewards.Length; k++)
        {
            rewards[k] = _estimates[k].Mean;
        }
    }

    private void Estimate(ReadOnlySpan<float> embedding, SimplexWeights weights)
    {
        embedding.CopyTo(_context);
        _encoder.Graph.Begin(1);
        _encoder.SetPreference(0, weights);
        _encoder.Graph.Forward(_encoder.Encoded);
        _encoder.Encoded.Row(0).CopyTo(_context.AsSpan(embedding.Length));
        _learner.Estimate(_context, _estimates);
    }
}
