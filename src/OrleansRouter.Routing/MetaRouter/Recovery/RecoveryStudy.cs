using OrleansRouter.Learning;
using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Encoding;
using OrleansRouter.Routing.MetaRouter.Evaluation;

namespace OrleansRouter.Routing.MetaRouter.Recovery;

/// <summary>
/// How well gains and shifts are recovered from simulated labels whose m, η and Δ are known: every router in every setting of bias, overlap and number
/// of gold labels, over several seeds.
/// </summary>
public static class RecoveryStudy
{
    /// <summary>Name of the router that sees gold labels of all rows.</summary>
    public const string Oracle = "oracle";

    /// <summary>Suffix of routers that learn from truncated data.</summary>
    public const string TruncatedSuffix = "-truncated";

    /// <summary>Runs the study. Equal options give equal numbers on any number of threads.</summary>
    /// <param name="options">Settings, sizes, routers, method.</param>
    /// <param name="encoder">Makes features of the simulated prompts; null for the simulator's own state.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <exception cref="ArgumentException">An option is out of range, or there is no router of a name.</exception>
    public static RecoveryReport Run(RecoveryOptions options, IPromptEncoderFactory? encoder, FitContext context)
    {
        FitGuard.Validated(options);
        FitGuard.Validated(options.Method);
        FitGuard.Validated(options.Truncation);
        RecoveryScenario[] scenarios = [.. from bias in options.Biases from overlap in options.Overlaps from size in options.GoldSizes select new RecoveryScenario(bias, overlap, size)];
        (string Name, IGainEstimator Estimator)[] routers = [.. options.Routers.Select(name => (name, GainEstimators.Get(Plain(name))))];
        Dictionary<string, RecoveryScore?>[] scores = ParallelItems.Run(scenarios.Length * options.Seeds, context, (item, inner) =>
        {
            ulong seed = options.FirstSeed + (ulong)(item % options.Seeds);
            return Score(RecoverySample.Draw(scenarios[item / options.Seeds], options, seed, encoder, inner), options, routers, seed, inner);
        });
        return new RecoveryReport
        {
            Options = options,
            Encoder = encoder?.Name,
            Cells = [.. scenarios.Select((scenario, s) => new RecoveryCell(scenario, PerRouter(scores[(s * options.Seeds)..((s + 1) * options.Seeds)])))],
        };
    }

    private static Dictionary<string, RecoveryScore?> Score(
        RecoverySample sample, RecoveryOptions options, (string Name, IGainEstimator Estimator)[] routers, ulong simulationSeed, FitContext context)
    {
        ulong seed = Rng.Stream(simulationSeed, ulong.MaxValue).NextUInt64();
        var problem = GainProblem.Of(sample.Labels, options.Method, seed);
        Lazy<GainProblem> truncated = new(() => GainProblem.Of(sample.Labels, options.Method with { Truncation = options.Truncation }, seed).Truncate(context).Kept);
        IRegressionModel oracle = LearnerSets.Get(options.Method.Learner).Gain.Fit(sample.Labels.Features, sample.Gold, null, seed, context);
        var scores = new Dictionary<string, RecoveryScore?> { [Oracle] = RecoveryScore.Of(sample, oracle, null, 1) };
        foreach ((string name, IGainEstimator estimator) in routers)
        {
            scores[name] = TryFit(estimator, name == Plain(name) ? problem : truncated.Value, seed, context) is { } fit
                ? RecoveryScore.Of(sample, fit.Model, fit.Shift, problem.Factor)
                : null;
        }

        return scores;
    }

    /// <summary>Null where the floors on the overlap leave nothing to learn a shift from: without overlap that is the right answer.</summary>
    private static GainFit? TryFit(IGainEstimator estimator, GainProblem problem, ulong seed, FitContext context)
    {
        try
        {
            return estimator.Fit(problem, seed, context);
        }
        catch (NoOverlapException)
        {
            return null;
        }
    }

    private static Dictionary<string, RecoveryScore?[]> PerRouter(Dictionary<string, RecoveryScore?>[] seeds) =>
        seeds[0].Keys.ToDictionary(name => name, name => seeds.Select(seed => seed[name]).ToArray());

    private static string Plain(string name) => name.EndsWith(TruncatedSuffix, StringComparison.Ordinal) ? name[..^TruncatedSuffix.Length] : name;
}
