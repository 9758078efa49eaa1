using OrleansRouter.Learning;
using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Decomposition;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Encoding;

namespace OrleansRouter.Routing.MetaRouter.Active;

/// <summary>Labels as a running system has them: gold of some queries, and of others only a preference, which experts could judge as well.</summary>
public sealed record LabelPool
{
    /// <summary>Gold gains of the queries that have one, preferences of the others.</summary>
    public required CausalData Labels { get; init; }

    /// <summary>Query of every row of <see cref="Labels"/>.</summary>
    public required IReadOnlyList<Query> Queries { get; init; }

    /// <summary>Where the rows came from.</summary>
    public required string Source { get; init; }

    /// <summary>True when the rows were made by the simulator.</summary>
    public required bool IsSimulated { get; init; }

    /// <summary>Takes the labels of one pair of models. Where the data say which mechanism judged a query, labels of the other one are not looked at.</summary>
    /// <param name="table">Labels of several mechanisms.</param>
    /// <param name="pair">Models and mechanisms.</param>
    /// <param name="encoders">Fits the encoder to the prompts.</param>
    /// <param name="components">Principal components that the features are reduced to; 0 for none.</param>
    /// <param name="seed">Seed of the encoder.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <exception cref="ArgumentException">The pair does not exist, or no query waits for a gold label.</exception>
    public static LabelPool Of(LabelTable table, LabelPairOptions pair, IPromptEncoderFactory encoders, int components, ulong seed, FitContext context)
    {
        var labels = LabelPair.Of(table, pair);
        bool[] isGold = [.. labels.Gold.Select((gold, i) => labels.GoldLabelled?[i] ?? double.IsFinite(gold))];
        double[] outcomes = [.. isGold.Select((gold, i) => gold ? labels.Gold[i] : labels.Preference[i])];
        int[] rows = [.. Enumerable.Range(0, outcomes.Length).Where(i => double.IsFinite(outcomes[i]))];
        if (Array.TrueForAll(rows, i => isGold[i]))
        {
            throw new ArgumentException($"{table.Source}: every query that '{pair.Gold}' or '{pair.Preference}' judged has a gold label; there is nothing to propose.");
        }

        string[] prompts = [.. rows.Select(i => labels.Queries[i].Prompt)];
        Matrix<float> features = encoders.Fit(prompts, seed, context).EncodeBatch(prompts, context);
        return new LabelPool
        {
            Labels = new CausalData
            {
                Features = components == 0 ? features : Pca.Fit(features, new PcaOptions { Components = components }, seed, context).Transform(features, context),
                Treated = [.. rows.Select(i => isGold[i])],
                Outcomes = [.. rows.Select(i => outcomes[i])],
            },
            Queries = [.. rows.Select(i => labels.Queries[i])],
            Source = table.Source,
            IsSimulated = table.IsSimulated,
        };
    }

    /// <summary>Proposes queries for gold labels, the most valuable first.</summary>
    /// <param name="estimator">What learns m̂.</param>
    /// <param name="method">Learners, normalisation, folds.</param>
    /// <param name="options">Boundary, size of the batch, precision of the variance.</param>
    /// <param name="seed">Seed of every random choice.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    public (Query Query, LabelProposal Proposal)[] Propose(IGainEstimator estimator, MetaRouterOptions method, ActiveOptions options, ulong seed, FitContext context)
    {
        int[] open = Labels.RowsWhere(false);
        LabelProposal[] proposals = LabelProposals.Propose(GainProblem.Of(Labels, method, seed), estimator, Labels.Features.SelectRows(open), options, seed, context);
        return [.. proposals.Select(proposal => (Queries[open[proposal.Row]], proposal))];
    }
}
