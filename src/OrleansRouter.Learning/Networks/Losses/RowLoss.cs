using System.Numerics.Tensors;

namespace OrleansRouter.Learning.Networks.Losses;

/// <summary>A loss of one prediction row: one method gives its value and its gradient. The result has one column, one loss per row.</summary>
internal abstract class RowLoss(Node prediction) : Node(prediction.Graph, columns: 1, prediction.FixedRows, prediction.NeedsGradient)
{
    private readonly float[] _slopes = new float[(prediction.FixedRows ?? prediction.Graph.Capacity) * prediction.Columns];

    protected internal override void Forward()
    {
        Span<float> losses = Values;
        for (int i = 0; i < losses.Length; i++)
        {
            losses[i] = (float)Evaluate(i, prediction.Row(i), Slope(i));
        }
    }

    protected internal override void Backward()
    {
        Span<float> gradient = Gradient;
        for (int i = 0; i < gradient.Length; i++)
        {
            Span<float> sum = prediction.GradientRow(i);
            TensorPrimitives.MultiplyAdd(Slope(i), gradient[i], sum, sum);
        }
    }

    /// <summary>The loss ℓ of row <paramref name="row"/>.</summary>
    /// <param name="row">Which row.</param>
    /// <param name="prediction">What the network says.</param>
    /// <param name="slope">Destination of ∂ℓ/∂prediction, of the same length; holds anything before.</param>
    protected abstract double Evaluate(int row, ReadOnlySpan<float> prediction, Span<float> slope);

    private Span<float> Slope(int row) => _slopes.AsSpan(row * prediction.Columns, prediction.Columns);
}
