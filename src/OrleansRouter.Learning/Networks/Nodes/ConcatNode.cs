using System.Numerics.Tensors;

namespace OrleansRouter.Learning.Networks.Nodes;

/// <summary>Y = [A | B | …], side by side.</summary>
internal sealed class ConcatNode(Node[] parts)
    : Node(parts[0].Graph, parts.Sum(p => p.Columns), CommonRows(parts), parts.Any(p => p.NeedsGradient))
{
    protected internal override void Forward()
    {
        for (int i = 0; i < Rows; i++)
        {
            Span<float> rest = Row(i);
            foreach (Node part in parts)
            {
                part.Row(i).CopyTo(rest);
                rest = rest[part.Columns..];
            }
        }
    }

    protected internal override void Backward()
    {
        int start = 0;
        foreach (Node part in parts)
        {
            for (int i = 0; part.NeedsGradient && i < Rows; i++)
            {
                Span<float> sum = part.GradientRow(i);
                TensorPrimitives.Add(sum, GradientRow(i).Slice(start, part.Columns), sum);
            }

            start += part.Columns;
        }
    }
}
