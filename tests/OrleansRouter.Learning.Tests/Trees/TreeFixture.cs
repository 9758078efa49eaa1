using OrleansRouter.Learning.Numerics;
using OrleansRouter.TestKit;

namespace OrleansRouter.Learning.Tests.Trees;

/// <summary>Scores of scikit-learn and XGBoost, written by bench/peers/trees_fixtures.py on data that <see cref="Make"/> draws again.</summary>
public sealed record TreeFixture(int Train, int Test, int Seeds, int TrainingSets, int SamplingSeeds, TreeFixture.Case[] Cases)
{
    public static TreeFixture Instance { get; } = Fixture.Load<TreeFixture>("trees");

    public static TheoryData<string> Names => [.. Instance.Cases.Select(c => c.Name)];

    public static Case Of(string name) => Instance.Cases.Single(c => c.Name == name);

    /// <summary>The data set <paramref name="name"/>, number for number as bench/peers/trees_data.py makes it.</summary>
    public static (Matrix<float> X, double[] Y) Make(string name, int rows, ulong seed)
    {
        (int columns, double noise, int levels, Func<float[], double> signal) = name switch
        {
            "friedman" => (10, 1.0, 0, (Func<float[], double>)(x =>
                (10 * Math.Sin(Math.PI * x[0] * x[1])) + (20 * Math.Pow(x[2] - 0.5, 2)) + (10 * x[3]) + (5 * x[4]))),
            "linear" => (20, 3.0, 0, x => Enumerable.Range(0, 10).Sum(j => (j + 1.0) * x[j])),
            "levels" => (8, 2.0, 5, x =>
                (Level(x[0]) * Level(x[1])) - (2 * Level(x[2])) + (Level(x[3]) == Level(x[4]) ? 3 : 0)),
            "steps" => (12, 1.0, 0, x => (x[0] > 0.3 ? 4.0 : 0) + (x[1] > 0.8 && x[2] < 0.5 ? 3.0 : 0) - (x[3] > 0.9 ? 2.0 : 0)),
            "ratings" => (50, 0.0, 0, x => Math.Sign(Math.Round(x.Take(20).Sum(v => (double)v) - 10 + (1.5 * Math.Sin(6.0 * x[0]))))),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such data set."),
        };
        Matrix<float> features = TreeData.Uniform(rows, columns, seed);
        var rng = new Rng(seed + 1);
        double[] targets = [.. Enumerable.Range(0, rows).Select(i => signal(features.Row(i).ToArray()) + (noise * rng.NextGaussian()))];
        return (levels > 0 ? new Matrix<float>(rows, columns, [.. features.Values.Select(v => MathF.Floor(levels * v))]) : features, targets);
    }

    /// <summary>NaN wherever the next feature (cyclic) is below 0.1.</summary>
    public static Matrix<float> WithHoles(Matrix<float> x) => new(x.Rows, x.Columns, [.. x.Values.Select((v, i) =>
        x[i / x.Columns, ((i % x.Columns) + 1) % x.Columns] < 0.1f ? float.NaN : v)]);

    private static double Level(float value) => Math.Floor(5.0 * value);

    /// <summary>Means over the seeds.</summary>
    public sealed record Case(
        string Name,
        double FirstFeature,
        double LastTarget,
        double Median,
        double ForestRSquared,
        double ForestLeafFiveRSquared,
        double ExtraTreesRSquared,
        double ForestBrier,
        double BoostingRmse,
        double BoostingPenalisedRmse,
        double BoostingSampledRmse,
        double BoostingSampledDeviation,
        double BoostingMissingRmse,
        double BoostingLogLoss);
}
