using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Barp.Policy;

/// <summary>A <see cref="ContextNetwork"/> that reads the training queries.</summary>
internal sealed class ContextHead(Graph graph, PolicyShape shape, Matrix<float> features) : IPolicyHead
{
    private readonly ContextNetwork _network = new(graph, shape);

    public Node Logits => _network.Logits;

    public void Load(int row, int query, SimplexWeights weights)
    {
        features.Row(query).CopyTo(_network.Features.Row(row));
        _network.SetPreference(row, weights);
    }
}
