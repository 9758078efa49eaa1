using OrleansRouter.Learning.Networks;

namespace OrleansRouter.Learning.Tests.Networks;

/// <summary>Every network of the papers in the library's words.</summary>
public static class PaperNetworks
{
    /// <summary>BaRP: z = [x; φ(w)] and one of three heads.</summary>
    public static Node BarpLogits(Node x, Node w, int arms, string head, int width = 256)
    {
        Node z = Layers.Concat(x, w.Dense("preference0", 32).Relu().Dense("preference1", 32).Relu());
        return head switch
        {
            "linear" => z.Dense("head", arms),
            "bilinear" => z.Project("head", width).Scores(x.Graph.Embeddings("arms", arms, width)),
            "mlp" => z.Dense("head0", width).Relu().Dense("head1", arms),
            _ => throw new ArgumentOutOfRangeException(nameof(head), head, "Unknown head."),
        };
    }

    /// <summary>EmbedLLM: logit = (Px)·eₖ + bₖ against a clipped score, cost = linear(eₖ); noise on both embeddings in training.</summary>
    public static Node EmbedLlmLoss(Node x, IndexInput model, Node score, Node cost, int models, int width = 256, double noise = 0.05)
    {
        Node query = x.Project("query", width).GaussianNoise(noise);
        Node embedding = x.Graph.Embeddings("model", models, width).Gather(model).GaussianNoise(noise);
        Node logit = query.Dot(embedding).Plus(x.Graph.Embeddings("difficulty", models, 1).Gather(model));
        return logit.BinaryCrossEntropy(score).Plus(embedding.Dense("cost", 1).SquaredError(cost));
    }

    /// <summary>MIRT: three heads σ(θ(x)·aₖ − bₖ) for score, cost and standard deviation.</summary>
    public static Node MirtLoss(Node x, IndexInput model, Node score, Node cost, Node sd, int models, int latent = 16, int hidden = 128)
    {
        Node ability = x.Dense("ability0", hidden).Relu().Dense("ability1", latent);
        Node Head(string name) => ability.Dot(x.Graph.Embeddings($"{name}.discrimination", models, latent).Gather(model))
            .Minus(x.Graph.Embeddings($"{name}.difficulty", models, 1).Gather(model));
        return Head("score").BinaryCrossEntropy(score)
            .Plus(Head("cost").Sigmoid().SquaredError(cost))
            .Plus(Head("sd").Sigmoid().SquaredError(sd).Times(0.5));
    }

    /// <summary>RM-Softmax: logits of [x; λ], minimising the expected regret of the policy at temperature T.</summary>
    public static Node RmSoftmaxLoss(Node x, Node lambda, Node utilities, int width = 256, double temperature = 1) =>
        Layers.Concat(x, lambda).Dense("hidden0", width).Relu().Dense("hidden1", width).Relu().Dense("logits", utilities.Columns)
            .Times(1 / temperature).ExpectedRegret(utilities);

    /// <summary>GraphRouter: edge features of query and model, then an MLP for quality, cost and standard deviation.</summary>
    public static Node GraphRouter(Node x, Node models, IndexInput model, int projection = 128, int hidden0 = 256, int hidden1 = 128)
    {
        Node q = x.Dense("query", projection).Relu(), m = models.Dense("model", projection).Relu().Gather(model);
        return Layers.Concat(q, m, q.Times(m), q.Minus(m).Absolute())
            .Dense("edge0", hidden0).Relu().Dense("edge1", hidden1).Relu().Dense("targets", 3);
    }

    /// <summary>RouterDC: cosine scores of queries against models, and against other queries of the same and of other clusters.</summary>
    public static Node RouterDcLoss(Node x, Node modelMarks, Node others, Node otherMarks, int width, double sampleWeight = 1)
    {
        Node Encode(Node queries) => queries.Dense("encoder", width).UnitLength();
        Node query = Encode(x), models = x.Graph.Embeddings("model", modelMarks.Columns, width).UnitLength();
        return query.Scores(models).Contrastive(modelMarks)
            .Plus(query.Scores(Encode(others)).Contrastive(otherMarks).Times(sampleWeight));
    }
}
