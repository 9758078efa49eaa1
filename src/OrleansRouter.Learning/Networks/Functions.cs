using OrleansRouter.Learning.Networks.Nodes;

namespace OrleansRouter.Learning.Networks;

/// <summary>What is applied element by element or row by row and learns nothing.</summary>
public static class Functions
{
    /// <summary>A + B.</summary>
    public static Node Plus(this Node left, Node right) => new AddScaledNode(left, right, 1);

    /// <summary>A − B.</summary>
    public static Node Minus(this Node left, Node right) => new AddScaledNode(left, right, -1);

    /// <summary>A ∘ B, element by element.</summary>
    public static Node Times(this Node left, Node right) => new ProductNode(left, right);

    /// <summary>factor·X.</summary>
    public static Node Times(this Node input, double factor) => new ScaleNode(input, (float)factor);

    /// <summary>|X|, with slope 0 at 0.</summary>
    public static Node Absolute(this Node input) => new AbsoluteNode(input);

    /// <summary>max(X, 0), with slope 0 at 0.</summary>
    public static Node Relu(this Node input) => new ReluNode(input);

    /// <summary>tanh X.</summary>
    public static Node Tanh(this Node input) => new TanhNode(input);

    /// <summary>1/(1 + e⁻ˣ).</summary>
    public static Node Sigmoid(this Node input) => new SigmoidNode(input);

    /// <summary>softmax over every row.</summary>
    public static Node Softmax(this Node input) => new SoftmaxNode(input);

    /// <summary>Every row divided by its Euclidean length, so that <see cref="Layers.Scores"/> are cosines.</summary>
    public static Node UnitLength(this Node input) => new UnitLengthNode(input);

    /// <summary>In training sets each value to 0 with the given probability and divides the others by 1 − probability.</summary>
    /// <param name="input">Any node.</param>
    /// <param name="probability">In [0, 1).</param>
    public static Node Dropout(this Node input, double probability) => probability is >= 0 and < 1
        ? new DropoutNode(input, probability)
        : throw new ArgumentOutOfRangeException(nameof(probability), probability, "Must lie in [0, 1).");

    /// <summary>In training adds sd·ε, ε standard normal, independently to each value.</summary>
    /// <param name="input">Any node.</param>
    /// <param name="sd">Standard deviation, finite and ≥ 0.</param>
    public static Node GaussianNoise(this Node input, double sd) => sd is >= 0 and < float.MaxValue
        ? new GaussianNoiseNode(input, (float)sd)
        : throw new ArgumentOutOfRangeException(nameof(sd), sd, "Must be finite and at least 0.");
}
