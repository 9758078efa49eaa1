using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Tests.Trees;

/// <summary>Seeded data for tests of trees.</summary>
internal static class TreeData
{
    /// <summary>n × d uniform features on [0, 1) with 24 bits, the numbers that a script in another language can draw too.</summary>
    public static Matrix<float> Uniform(int rows, int columns, ulong seed)
    {
        var rng = new Rng(seed);
        return new Matrix<float>(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(_ => (rng.NextUInt64() >> 40) * (1f / (1 << 24)))]);
    }

    /// <summary>y = 10 sin(π x₀x₁) + 20(x₂ − ½)² + 10x₃ + 5x₄ + noise (Friedman 1991).</summary>
    public static double[] Friedman(Matrix<float> x, double noise, ulong seed)
    {
        var rng = new Rng(seed);
        return [.. Enumerable.Range(0, x.Rows).Select(i =>
            (10 * Math.Sin(Math.PI * x[i, 0] * x[i, 1])) + (20 * Math.Pow(x[i, 2] - 0.5, 2)) + (10 * x[i, 3]) + (5 * x[i, 4])
            + (noise * rng.NextGaussian()))];
    }

    /// <summary>A matrix with one column.</summary>
    public static Matrix<float> Column(params float[] values) => new(values.Length, 1, values);

    /// <summary>1 − Σ(y − ŷ)²/Σ(y − ȳ)².</summary>
    public static double RSquared(double[] predictions, double[] targets)
    {
        double mean = targets.Average();
        return 1 - (predictions.Zip(targets, (p, y) => (p - y) * (p - y)).Sum() / targets.Sum(y => (y - mean) * (y - mean)));
    }

    /// <summary>√(mean (y − ŷ)²).</summary>
    public static double Rmse(double[] predictions, double[] targets) =>
        Math.Sqrt(predictions.Zip(targets, (p, y) => (p - y) * (p - y)).Average());

    /// <summary>Predictions for all rows.</summary>
    public static double[] Predict(this IRegressionModel model, Matrix<float> features)
    {
        var predictions = new double[features.Rows];
        model.Predict(features, predictions);
        return predictions;
    }
}
