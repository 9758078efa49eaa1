using OrleansRouter.Learning;
using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Networks.Training;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Families.RouterDc;

/// <summary>
/// cos(P·x, e_k)/T of a query and every model, learned so that a query lies nearer to models that do well on it than to those that do badly,
/// and nearer to queries of its cluster than to others.
/// </summary>
/// <param name="Models">K.</param>
/// <param name="Dimensions">Length of P·x and e_k.</param>
/// <param name="Temperature">T.</param>
[Paper("RouterDC", "query and model embeddings")]
internal sealed record RouterDcNetwork(int Models, int Dimensions, double Temperature)
{
    /// <summary>Rows of K similarities.</summary>
    public Node Define(Node x) => Encode(x).Scores(x.Graph.Embeddings("model", Models, Dimensions).UnitLength()).Times(1 / Temperature);

    /// <summary>Sample–model loss plus λ times sample–sample loss.</summary>
    /// <param name="graph">Where the network is built.</param>
    /// <param name="features">n × d.</param>
    /// <param name="marks">n × K, positives and negatives.</param>
    /// <param name="clusters">Who is like whom.</param>
    /// <param name="others">H.</param>
    /// <param name="sampleWeight">λ.</param>
    [Paper("RouterDC", "sample–sample contrastive loss")]
    public Objective Learn(Graph graph, Matrix<float> features, Matrix<float> marks, QueryClusters clusters, int others, double sampleWeight)
    {
        InputNode x = graph.Input(features.Columns), mark = graph.Input(Models), sampleMark = graph.Input(1 + others);
        InputNode[] peers = [.. Enumerable.Range(0, 1 + others).Select(_ => graph.Input(features.Columns))];
        Node own = Encode(x), similarities = Layers.Concat([.. peers.Select(peer => own.Dot(Encode(peer)))]);
        Node loss = Define(x).Contrastive(mark).Plus(similarities.Times(1 / Temperature).Contrastive(sampleMark).Times(sampleWeight));
        return new Objective(loss, batch =>
        {
            x.Load(features, batch.Rows);
            mark.Load(marks, batch.Rows);
            for (int i = 0; i < batch.Rows.Length; i++)
            {
                LoadPeers(i, batch.Rows[i], batch.Random(i), features, clusters, peers, sampleMark.Row(i));
            }
        });
    }

    private static void LoadPeers(
        int row, int query, RowRandom random, Matrix<float> features, QueryClusters clusters, InputNode[] peers, Span<float> marks)
    {
        for (int p = 0; p < peers.Length; p++)
        {
            int peer = p == 0 ? clusters.Companion(query, ref random) : clusters.Opposite(query, ref random);
            marks[p] = peer < 0 ? 0 : p == 0 ? 1 : -1;
            features.Row(Math.Max(peer, 0)).CopyTo(peers[p].Row(row));
        }
    }

    private Node Encode(Node x) => x.Project("query", Dimensions).UnitLength();
}
