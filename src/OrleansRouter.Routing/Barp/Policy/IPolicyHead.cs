using OrleansRouter.Learning.Networks;

namespace OrleansRouter.Routing.Barp.Policy;

/// <summary>One copy of a policy π = softmax(logits) in a graph, with the inputs of its rows.</summary>
internal interface IPolicyHead
{
    /// <summary>K logits per row.</summary>
    Node Logits { get; }

    /// <summary>Fills one row of the batch.</summary>
    /// <param name="row">Place in the batch.</param>
    /// <param name="query">Number of the training query.</param>
    /// <param name="weights">The preference.</param>
    void Load(int row, int query, SimplexWeights weights);
}
