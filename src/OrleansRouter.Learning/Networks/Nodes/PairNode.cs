using System.Numerics.Tensors;

namespace OrleansRouter.Learning.Networks.Nodes;

/// <summary>An element-wise function of two matrices of one shape.</summary>
internal abstract class PairNode : Node
{
    protected PairNode(Node left, Node right)
        : base(left.Graph, left.Columns, CommonRows(left, right), left.NeedsGradient || right.NeedsGradient)
    {
        if (left.Columns != right.Columns)
        {
            throw new ArgumentException($"Both sides must have the same width; got {left.Columns} and {right.Columns}.", nameof(right));
        }

        (Left, Right) = (left, right);
    }

    protected Node Left { get; }

    protected Node Right { get; }
}

/// <summary>Y = A + factor·B.</summary>
internal sealed class AddScaledNode(Node left, Node right, float factor) : PairNode(left, right)
{
    protected internal override void Forward() => TensorPrimitives.MultiplyAdd(Right.Values, factor, Left.Values, Values);

    protected internal override void Backward()
    {
        if (Left.NeedsGradient)
        {
            TensorPrimitives.Add(Left.Gradient, Gradient, Left.Gradient);
        }

        if (Right.NeedsGradient)
        {
            TensorPrimitives.MultiplyAdd(Gradient, factor, Right.Gradient, Right.Gradient);
        }
    }
}

/// <summary>Y = A ∘ B.</summary>
internal sealed class ProductNode(Node left, Node right) : PairNode(left, right)
{
    protected internal override void Forward() => TensorPrimitives.Multiply(Left.Values, Right.Values, Values);

    protected internal override void Backward()
    {
        if (Left.NeedsGradient)
        {
            TensorPrimitives.MultiplyAdd(Gradient, Right.Values, Left.Gradient, Left.Gradient);
        }

        if (Right.NeedsGradient)
        {
            TensorPrimitives.MultiplyAdd(Gradient, Left.Values, Right.Gradient, Right.Gradient);
        }
    }
}
