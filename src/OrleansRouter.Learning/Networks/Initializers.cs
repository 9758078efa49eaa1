namespace OrleansRouter.Learning.Networks;

/// <summary>Chooses how weights and bias of a layer start, from the number of inputs and outputs of a unit.</summary>
public delegate Initializer LayerInitializer(int fanIn, int fanOut);

/// <summary>The usual first values.</summary>
public static class Initializers
{
    /// <summary>All zeros.</summary>
    public static void Zeros(Span<float> values, Numerics.Rng rng) => values.Clear();

    /// <summary>U(−1/√fanIn, 1/√fanIn), for weights and biases: what PyTorch's Linear starts with (Kaiming uniform, a = √5).</summary>
    public static Initializer TorchLinear(int fanIn, int fanOut) => Uniform(1 / Math.Sqrt(fanIn));

    /// <summary>U(−b, b), b = √(6/(fanIn + fanOut)), for weights and biases as in scikit-learn (Glorot and Bengio 2010).</summary>
    [Paper("Glorot, Bengio 2010", "eq. 16")]
    public static Initializer GlorotUniform(int fanIn, int fanOut) => Uniform(Math.Sqrt(6.0 / (fanIn + fanOut)));

    /// <summary>U(−<paramref name="bound"/>, <paramref name="bound"/>).</summary>
    public static Initializer Uniform(double bound) => (values, rng) =>
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(bound * ((2 * rng.NextDouble()) - 1));
        }
    };

    /// <summary>N(0, <paramref name="sd"/>²); with 1 what PyTorch's Embedding starts with.</summary>
    public static Initializer Normal(double sd) => (values, rng) =>
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(sd * rng.NextGaussian());
        }
    };
}
