namespace OrleansRouter.Learning.Networks.Nodes;

/// <summary>A function of one matrix that keeps its shape and works row by row, so that a row's bits do not depend on its neighbours.</summary>
internal abstract class MapNode(Node input) : Node(input.Graph, input.Columns, input.FixedRows, input.NeedsGradient)
{
    protected Node Input { get; } = input;

    protected internal override void Forward()
    {
        for (int i = 0; i < Rows; i++)
        {
            Map(i, Input.Row(i), Row(i));
        }
    }

    protected internal override void Backward()
    {
        for (int i = 0; i < Rows; i++)
        {
            AddSlope(i, Input.Row(i), Row(i), GradientRow(i), Input.GradientRow(i));
        }
    }

    /// <summary>y = f(x) for one row.</summary>
    protected abstract void Map(int row, ReadOnlySpan<float> x, Span<float> y);

    /// <summary>Adds f′(x)ᵀ·gradient to <paramref name="sum"/>.</summary>
    protected abstract void AddSlope(int row, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> gradient, Span<float> sum);
}
