using OrleansRouter.Learning;
using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Decomposition;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Data.Simulation;
using OrleansRouter.Routing.Encoding;

namespace OrleansRouter.Routing.MetaRouter.Recovery;

/// <summary>Simulated labels to learn from and, of other queries, the truth to be found.</summary>
internal sealed record RecoverySample
{
    private const int Components = 50;

    /// <summary>Gold gains of the gold rows, preferences of the others.</summary>
    public required CausalData Labels { get; init; }

    /// <summary>Gold gains of all rows of <see cref="Labels"/>: what the oracle sees.</summary>
    public required double[] Gold { get; init; }

    /// <summary>Features of the test queries.</summary>
    public required Matrix<float> Test { get; init; }

    /// <summary>m(s) of the test queries.</summary>
    public required double[] Gain { get; init; }

    /// <summary>Δ(s) of the test queries.</summary>
    public required double[] Shift { get; init; }

    /// <summary>Draws a sample: the simulator's first queries are tested on, of the others the first that were judged so are shown.</summary>
    /// <param name="scenario">Bias, overlap and number of gold labels.</param>
    /// <param name="options">Sizes of everything else.</param>
    /// <param name="seed">Seed of the simulation.</param>
    /// <param name="encoder">Makes features of the prompts, reduced to 50 principal components; null for the simulator's own state.</param>
    /// <param name="context">Threads and cancellation.</param>
    public static RecoverySample Draw(RecoveryScenario scenario, RecoveryOptions options, ulong seed, IPromptEncoderFactory? encoder, FitContext context)
    {
        SimulatedLabels simulated = Simulator.Labels(SimulationOf(scenario, options, seed), context.CancellationToken);
        var pair = LabelPair.Of(simulated.Table, new LabelPairOptions
        {
            Primary = simulated.Table.Models[^1],
            Alternative = simulated.Table.Models[0],
            Preference = SimulatedLabels.Judge,
        });
        int[] test = [.. Enumerable.Range(0, options.TestSize)];
        int[] gold = Take(true, scenario.GoldSize), rows = [.. gold, .. Take(false, options.PreferenceSize)];
        (Matrix<float> features, Matrix<float> testFeatures) = encoder is null
            ? (State(simulated, rows), State(simulated, test))
            : Encode(simulated, rows, test, encoder, seed, context);
        return new RecoverySample
        {
            Labels = new CausalData
            {
                Features = features,
                Treated = [.. rows.Select((_, i) => i < gold.Length)],
                Outcomes = [.. rows.Select((row, i) => i < gold.Length ? pair.Gold[row] : pair.Preference[row])],
            },
            Gold = [.. rows.Select(row => pair.Gold[row])],
            Test = testFeatures,
            Gain = [.. test.Select(i => simulated.GoldGain(i, options.Models - 1, 0))],
            Shift = [.. test.Select(i => simulated.Shift(i, options.Models - 1, 0))],
        };

        int[] Take(bool isGold, int count)
        {
            int[] taken = [.. Enumerable.Range(options.TestSize, pair.Rows.Length - options.TestSize).Where(i => pair.GoldLabelled![i] == isGold).Take(count)];
            return taken.Length == count ? taken : throw new InvalidOperationException($"The simulation has {taken.Length} queries of a kind; {count} are needed.");
        }
    }

    /// <summary>Twice the queries that are needed of either kind, so that chance leaves enough of both.</summary>
    private static LabelSimulationOptions SimulationOf(RecoveryScenario scenario, RecoveryOptions options, ulong seed)
    {
        int shown = scenario.GoldSize + options.PreferenceSize;
        return new LabelSimulationOptions
        {
            Queries = options.TestSize + (scenario.Overlap == LabelOverlap.Disjoint ? 3 : 2) * Math.Max(shown, 2 * scenario.GoldSize),
            Models = options.Models,
            Tasks = options.Tasks,
            Bias = scenario.Bias,
            BiasSize = options.BiasSize,
            Overlap = scenario.Overlap,
            GoldShare = Math.Clamp((double)scenario.GoldSize / shown, 0.001, 0.5),
            Seed = seed,
        };
    }

    private static Matrix<float> State(SimulatedLabels simulated, int[] rows)
    {
        int tasks = simulated.World.Tasks.Count;
        var state = new Matrix<float>(rows.Length, tasks + 1);
        for (int i = 0; i < rows.Length; i++)
        {
            SimulatedPrompt prompt = simulated.Prompts[rows[i]];
            state[i, prompt.Task] = 1;
            state[i, tasks] = (float)prompt.Difficulty;
        }

        return state;
    }

    private static (Matrix<float> Rows, Matrix<float> Test) Encode(
        SimulatedLabels simulated, int[] rows, int[] test, IPromptEncoderFactory encoders, ulong seed, FitContext context)
    {
        string[] prompts = [.. rows.Select(i => simulated.Prompts[i].Query.Prompt)];
        IPromptEncoder encoder = encoders.Fit(prompts, seed, context);
        Matrix<float> encoded = encoder.EncodeBatch(prompts, context);
        PcaModel pca = Pca.Fit(encoded, new PcaOptions { Components = Components }, seed, context);
        return (pca.Transform(encoded, context), pca.Transform(encoder.EncodeBatch([.. test.Select(i => simulated.Prompts[i].Query.Prompt)], context), context));
    }
}
