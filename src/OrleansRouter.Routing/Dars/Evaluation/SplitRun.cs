using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Dars.Supervision;
using OrleansRouter.Routing.Encoding;
using OrleansRouter.Routing.Evaluation;
using OrleansRouter.Routing.Families;

namespace OrleansRouter.Routing.Dars.Evaluation;

/// <summary>Trains routers on the training queries of one split and lets them choose for its test queries; a router sees the query as it stands only.</summary>
internal sealed class SplitRun
{
    private readonly DarsData _train;
    private readonly DarsSplit _split;
    private readonly ulong _seed;
    private readonly Matrix<float> _trainFeatures;
    private readonly Matrix<float> _testFeatures;

    /// <param name="data">All observations.</param>
    /// <param name="train">The observations that training may use.</param>
    /// <param name="split">Training and test queries.</param>
    /// <param name="encoders">Fits the encoder to the training queries.</param>
    /// <param name="seed">Seed of the split.</param>
    /// <param name="context">Threads and cancellation.</param>
    public SplitRun(DarsData data, DarsData train, DarsSplit split, IPromptEncoderFactory encoders, ulong seed, FitContext context)
    {
        _train = train;
        _split = split;
        _seed = seed;
        IPromptEncoder encoder = encoders.Fit(Prompts(split.Train), seed, context);
        _trainFeatures = encoder.EncodeBatch(Prompts(split.Train), context);
        _testFeatures = encoder.EncodeBatch(Prompts(split.Test), context);
        Views = new TestViews(data, split.Test);

        string[] Prompts(int[] queries) => [.. queries.Select(i => data.Table.Queries[i].Prompt)];
    }

    /// <summary>What the test queries earn.</summary>
    public TestViews Views { get; }

    /// <summary>Number of test queries.</summary>
    public int TestQueries => _split.Test.Length;

    /// <summary>
    /// Trains on one draw of labels and returns what the router earns under each preference. All draws are trained with the same seed, so that
    /// they differ by their labels only.
    /// </summary>
    public ViewEarnings[] Earn(EvaluatedFamily family, LabelRecipe recipe, int draw, IReadOnlyList<Preference> preferences, CancellationToken cancellationToken)
    {
        RoutingLabels labels = recipe.Label(_train, _split.Train, Rng.Stream(_seed, (ulong)draw).NextUInt64());
        IRouter router = family.Family.Train(
            labels.ToTrainingSet(_trainFeatures), family.Options ?? family.Family.DefaultOptions, _seed, new FitContext(1, null, cancellationToken));
        return [.. preferences.Select(preference => Views.Earn(Choose(router, preference)))];
    }

    private Matrix<double> Choose(IRouter router, Preference preference)
    {
        var probabilities = new Matrix<double>(_testFeatures.Rows, router.Models.Count);
        var scores = new CandidateScore[router.Models.Count];
        bool[] eligible = [.. scores.Select(_ => true)];
        for (int i = 0; i < probabilities.Rows; i++)
        {
            router.Score(_testFeatures.Row(i), preference, scores);
            router.Distribution(_testFeatures.Row(i), preference, scores, eligible, probabilities.Row(i));
        }

        return probabilities;
    }
}
