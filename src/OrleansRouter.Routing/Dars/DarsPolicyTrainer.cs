using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Dars.Equations;
using OrleansRouter.Routing.Dars.Supervision;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Encoding;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Routing.Dars;

/// <summary>Trains a policy of any family on distribution-aware labels: mean quality, mean cost and risk of repeated observations.</summary>
/// <remarks>
/// The cost cap is c_max − c_min of the observations, so that a cost weight means the same as in the paper: costs differ from min–max
/// normalised ones by a constant, which cancels between models.
/// </remarks>
public static class DarsPolicyTrainer
{
    /// <summary>Trains a policy. Equal inputs and seed give equal bytes on any number of threads.</summary>
    /// <param name="data">Observations; models need not be observed on every query.</param>
    /// <param name="variant">How labels are made; <see cref="SupervisionVariant.Full"/> is DARS.</param>
    /// <param name="family">The router family.</param>
    /// <param name="options">Its options, or null for the defaults.</param>
    /// <param name="encoders">Fits the encoder to the queries as they stand.</param>
    /// <param name="seed">Seed of every random choice.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <exception cref="ArgumentException">There are no costs, the observations do not show what the variant needs, or the options are wrong.</exception>
    public static Policy Train(
        DarsData data, SupervisionVariant variant, IRouterFamily family, object? options, IPromptEncoderFactory encoders, ulong seed, FitContext context)
    {
        options = OptionsBinder.Validated(family, options ?? family.DefaultOptions);
        double cap = CostCapUsd(data);
        RequirePossible(data, variant);
        string[] prompts = [.. data.Table.Queries.Select(query => query.Prompt)];
        IPromptEncoder encoder = encoders.Fit(prompts, seed, context.Part(0, 0.4));
        RoutingLabels labels = SupervisionBuilder.Build(data, [.. Enumerable.Range(0, data.Queries)], variant, seed);
        ScoreTable means = data.Table.ToScoreTable();
        TrainingSet set = ToTrainingSet(labels, encoder.EncodeBatch(prompts, context with { Progress = null }), means, cap);
        IRouter router = family.Train(set, options, seed, context.Part(0.5, 1));
        return new Policy(family.Name, options, encoder, router, PolicyTrainer.Summarise(means, seed, cap));
    }

    /// <summary>What families learn from: the labels with the mean costs in US dollars.</summary>
    internal static TrainingSet ToTrainingSet(RoutingLabels labels, Matrix<float> features, ScoreTable means, double costCapUsd) =>
        (labels.ToTrainingSet(features) with { CostUsd = means.CostsUsd, CostCapUsd = costCapUsd }).Validated();

    /// <exception cref="ArgumentException">The observations do not show what the variant needs.</exception>
    internal static void RequirePossible(DarsData data, SupervisionVariant variant)
    {
        if (!SupervisionBuilder.IsPossible(data, variant))
        {
            throw new ArgumentException($"{data.Table.Source}: the observations have too few rewrites or decodes for supervision '{variant}'.");
        }
    }

    /// <summary>c_max − c_min of the observations in US dollars.</summary>
    /// <exception cref="ArgumentException">There are no costs.</exception>
    internal static double CostCapUsd(DarsData data)
    {
        if (data.CostSource == CostSource.None)
        {
            throw new ArgumentException($"{data.Table.Source}: there are no costs, which a served policy needs. Give a price list to estimate them.");
        }

        var scale = CostScale.Of(data.Table.CostUsd);
        return scale.Range > 0 ? scale.Range : scale.Maximum;
    }
}
