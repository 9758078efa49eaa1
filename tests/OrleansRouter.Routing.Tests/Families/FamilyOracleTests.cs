using OrleansRouter.Learning;
using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Families.AvengersPro;
using OrleansRouter.Routing.Families.EmbedLlm;
using OrleansRouter.Routing.Families.GraphRouter;
using OrleansRouter.Routing.Families.Knn;
using OrleansRouter.Routing.Families.Mirt;
using OrleansRouter.Routing.Families.Mlp;
using OrleansRouter.Routing.Families.RmSoftmax;
using OrleansRouter.TestKit;

namespace OrleansRouter.Routing.Tests.Families;

/// <summary>Every family against the same family in PyTorch, numpy or scikit-learn (<c>bench/peers/families_fixtures.py</c>), with unknown labels.</summary>
public sealed class FamilyOracleTests
{
    private const int Steps = 30;
    private const int WholeBatch = 1 << 12;
    private const double Rate = 0.01;

    private static readonly FamilyFixture Oracle = Fixture.Load<FamilyFixture>("families");

    private static readonly Dictionary<string, (Func<TrainingSet, IRouter> Train, double Tolerance)> Families = new(StringComparer.Ordinal)
    {
        ["avengers-pro"] = (data => new AvengersProFamily().Train(
            data, new AvengersProOptions { Clusters = 6, Nearest = 3, Restarts = 50 }, 1, FitContext.Default), 1e-6),
        ["embed-llm"] = (data => EmbedLlmFamily.Train(
            data, new EmbedLlmOptions { Dimensions = 4, Noise = 0, Epochs = Steps, BatchRows = WholeBatch, LearningRate = Rate, ValidationShare = 0 },
            1, FitContext.Default, Sines), 1e-4),
        ["graph-router"] = (data => GraphRouterFamily.Train(
            data,
            new GraphRouterOptions { Projection = 4, Hidden0 = 6, Hidden1 = 5, Epochs = Steps, BatchRows = WholeBatch, LearningRate = Rate, ValidationShare = 0 },
            1, FitContext.Default, Sines), 1e-4),
        ["knn"] = (data => new KnnFamily().Train(data, new KnnOptions { K = 5 }, 1, FitContext.Default), 1e-6),
        ["mirt"] = (data => MirtFamily.Train(
            data, new MirtOptions { Hidden = 6, Latent = 3, Epochs = Steps, BatchRows = WholeBatch, LearningRate = Rate, ValidationShare = 0 },
            1, FitContext.Default, Sines), 1e-4),
        ["mlp"] = (data => MlpFamily.Train(
            data, new MlpRouterOptions { Hidden0 = 6, Hidden1 = 4, MaxIterations = Steps, Tolerance = 0, LearningRate = Rate, ValidationShare = 0 },
            1, FitContext.Default, Sines), 1e-4),
    };

    public static TheoryData<string, bool> Cases()
    {
        var cases = new TheoryData<string, bool>();
        foreach (string name in Families.Keys)
        {
            cases.Add(name, false);
            cases.Add(name, true);
        }

        return cases;
    }

    [Theory, MemberData(nameof(Cases))]
    public void Score_AfterTraining_EqualsTheOracle(string name, bool repeated)
    {
        (Func<TrainingSet, IRouter> train, double tolerance) = Families[name];
        IRouter router = train(Oracle.TrainingSet(repeated));
        var scores = new CandidateScore[router.Models.Count];

        for (int i = 0; i < Oracle.Test.Length; i++)
        {
            router.Score(Oracle.Test[i], Preference.Default, scores);
            for (int k = 0; k < scores.Length; k++)
            {
                double[] expected = Oracle.Families[name].Of(repeated)[i][k];
                CandidateScore s = scores[k];
                new[] { s.Quality, s.NormalisedCost, s.Risk, s.Utility }.Zip(expected, (a, b) => Math.Abs(a - b)).Max()
                    .ShouldBeLessThanOrEqualTo(tolerance, $"query {i}, model {k}: {s}, expected {string.Join(", ", expected)}");
            }
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public void RmSoftmax_AfterTraining_EqualsTheOracleAtEveryCostWeight(bool repeated)
    {
        var options = new RmSoftmaxOptions { Hidden0 = 6, Hidden1 = 5, Epochs = Steps, BatchRows = WholeBatch, LearningRate = Rate, ValidationShare = 0 };
        RmSoftmaxRouter router = RmSoftmaxFamily.Train(Oracle.TrainingSet(repeated), options, 1, FitContext.Default, Sines);
        float[] logits = new float[router.Network.OutputCount];

        for (int i = 0; i < Oracle.Test.Length; i++)
        {
            router.Network.Run(Oracle.Test[i], logits);
            double[] expected = [.. Oracle.RmSoftmax.Of(repeated)[i].SelectMany(z => z)];
            logits.Zip(expected, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThanOrEqualTo(1e-4, $"query {i}");
        }
    }

    // The same first weights as in the script.
    private static void Sines(ParameterSet parameters)
    {
        foreach (Parameter p in parameters.Parameters)
        {
            Span<float> values = parameters[p];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (float)(0.5 * Math.Sin(i + 1 + p.Name.Sum(c => c)));
            }
        }
    }

    public sealed record Expected(double[][][] Single, double[][][] Repeated)
    {
        public double[][][] Of(bool repeated) => repeated ? Repeated : Single;
    }

    public sealed record FamilyFixture(
        float[][] Features, float[][] Test, double?[][] Quality, double?[][] CostUsd, double?[][] Risk, float[][] ModelFeatures,
        Dictionary<string, Expected> Families, Expected RmSoftmax)
    {
        public TrainingSet TrainingSet(bool repeated) => new()
        {
            Models = ["a", "b", "c"],
            Features = Matrix(Features, x => x),
            Quality = Matrix(Quality, x => x ?? double.NaN),
            CostUsd = Matrix(CostUsd, x => x ?? double.NaN),
            Risk = repeated ? Matrix(Risk, x => x ?? double.NaN) : null,
            CostCapUsd = 1,
            ModelFeatures = Matrix(ModelFeatures, x => x),
        };

        private static Matrix<TOut> Matrix<TIn, TOut>(TIn[][] rows, Func<TIn, TOut> value) where TOut : unmanaged =>
            new(rows.Length, rows[0].Length, [.. rows.SelectMany(row => row.Select(value))]);
    }
}
