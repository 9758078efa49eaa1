namespace OrleansRouter.Learning.Networks.Nodes;

/// <summary>A learned matrix: its values live in the shared set, its gradient in the graph's own copy.</summary>
internal sealed class ParameterNode(Graph graph, Parameter parameter) : Node(graph, parameter.Columns, parameter.Rows, needsGradient: true, values: [])
{
    public override Span<float> Values => Graph.Parameters[parameter];

    public override Span<float> Gradient => Graph.ParameterGradients.AsSpan(parameter.Offset, parameter.Length);

    protected internal override void Forward()
    {
    }

    protected internal override void Backward()
    {
    }

    // The graph clears all parameters at once.
    internal override void ClearGradient()
    {
    }
}
