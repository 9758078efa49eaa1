using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Benchmarks;

/// <summary>Seeded data for benchmarks.</summary>
internal static class RandomRows
{
    /// <summary>n × d standard normal values.</summary>
    public static Matrix<float> Normal(int rows, int columns, ulong seed)
    {
        var rng = new Rng(seed);
        var values = new float[rows * columns];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)rng.NextGaussian();
        }

        return new Matrix<float>(rows, columns, values);
    }
}
