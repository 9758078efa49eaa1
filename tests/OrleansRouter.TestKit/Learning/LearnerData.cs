using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.TestKit.Learning;

/// <summary>Small seeded data sets and comparisons that the learners' conformance suites share.</summary>
public static class LearnerData
{
    /// <summary>n × d standard normal features.</summary>
    public static Matrix<float> Features(int rows, int columns, ulong seed)
    {
        var rng = new Rng(seed);
        return new Matrix<float>(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(_ => (float)rng.NextGaussian())]);
    }

    /// <summary>y = 2x₀ − x₁ + ½·sin(3x₂) + noise of standard deviation 0.1.</summary>
    public static double[] Targets(Matrix<float> features, ulong seed)
    {
        var rng = new Rng(seed);
        return [.. Enumerable.Range(0, features.Rows).Select(i =>
            (2 * features[i, 0]) - features[i, 1] + (0.5 * Math.Sin(3 * features[i, 2])) + (0.1 * rng.NextGaussian()))];
    }

    /// <summary>Targets above zero, one in ten flipped.</summary>
    public static bool[] Labels(Matrix<float> features, ulong seed)
    {
        var rng = new Rng(seed);
        return [.. Targets(features, seed).Select(y => (y > 0) ^ (rng.NextDouble() < 0.1))];
    }

    /// <summary>Integer weights 0, 1, 2, 3, 0, 1, …</summary>
    public static double[] IntegerWeights(int rows) => [.. Enumerable.Range(0, rows).Select(i => (double)(i % 4))];

    /// <summary>Every row index as often as its integer weight says.</summary>
    public static int[] Repeats(double[] weights) => [.. weights.SelectMany((w, i) => Enumerable.Repeat(i, (int)w))];

    /// <summary>The elements at <paramref name="rows"/>, in that order.</summary>
    public static T[] Select<T>(T[] values, int[] rows) => [.. rows.Select(i => values[i])];

    /// <summary>What <paramref name="write"/> writes.</summary>
    public static byte[] Bytes(Action<ModelWriter> write)
    {
        using var stream = new MemoryStream();
        write(new ModelWriter(stream));
        return stream.ToArray();
    }

    /// <summary>A copy of <paramref name="features"/> with one value replaced.</summary>
    public static Matrix<float> With(Matrix<float> features, int row, int column, float value)
    {
        var copy = new Matrix<float>(features.Rows, features.Columns, [.. features.Values]) { [row, column] = value };
        return copy;
    }

    /// <summary>Root mean square of a − b.</summary>
    public static double RootMeanSquare(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Average());
}
