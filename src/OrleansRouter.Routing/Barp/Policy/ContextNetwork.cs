using OrleansRouter.Learning;
using OrleansRouter.Learning.Networks;

namespace OrleansRouter.Routing.Barp.Policy;

/// <summary>The paper's policy network: z = [x; φ(w)], a decision head, logits.</summary>
internal sealed class ContextNetwork
{
    public ContextNetwork(Graph graph, PolicyShape shape)
    {
        Graph = graph;
        Features = graph.Input(shape.Features);
        Preference = graph.Input(2);
        Encoded = EncodePreference(shape.PreferenceWidth);
        Logits = Head(shape, Layers.Concat(Features, Encoded));
    }

    public Graph Graph { get; }

    /// <summary>x.</summary>
    public InputNode Features { get; }

    /// <summary>(w_q, w_c).</summary>
    public InputNode Preference { get; }

    /// <summary>φ(w).</summary>
    public Node Encoded { get; }

    public Node Logits { get; }

    public void SetPreference(int row, SimplexWeights weights)
    {
        Span<float> preference = Preference.Row(row);
        (preference[0], preference[1]) = ((float)weights.Quality, (float)weights.Cost);
    }

    /// <summary>φ: 2 → width → width with ReLU.</summary>
    [Paper("BaRP", "section 2.2, preference encoder")]
    private Node EncodePreference(int width) => Preference.Dense("preference0", width).Relu().Dense("preference1", width).Relu();

    [Paper("BaRP", "section 4.5, decision heads")]
    private Node Head(PolicyShape shape, Node z) => shape.Head switch
    {
        DecisionHead.Linear => z.Dense("head", shape.Arms),
        DecisionHead.Bilinear => Features.Bilinear(Encoded, "bilinear", shape.Arms).Plus(z.Dense("head", shape.Arms)),
        DecisionHead.Mlp => z.Dense("hidden", shape.HiddenWidth).Relu().Dense("head", shape.Arms),
        _ => throw new ArgumentOutOfRangeException(nameof(shape), shape.Head, "This head takes no context z."),
    };
}
