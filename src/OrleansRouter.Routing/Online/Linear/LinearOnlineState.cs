using OrleansRouter.Learning.Bandits;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Routing.Online.Linear;

/// <summary>
/// Two ridge regressions per model, of what the base router got wrong about quality and about cost: q̂ₖ = q⁰ₖ(x) + θₖᵀz, ĉₖ = c⁰ₖ(x) + φₖᵀz.
/// </summary>
/// <remarks>
/// Quality and cost are learned apart, and the preference enters only when a decision is made. So one outcome informs every preference,
/// where a reward w_q·q − w_c·c̃ learned on [x; φ(w)] would have to see every preference by itself; a change of preference needs no
/// learning at all; and a policy never costs more for a larger w_c. The regressions condition on everything that the choice depended
/// on, so that outcomes need no weighting by propensity to be unbiased where the linear form holds; where it does not, weighting by
/// up to <see cref="OnlineOptions.MaxImportanceWeight"/> fits the form to all prompts instead of to those the model was chosen for.
/// </remarks>
internal sealed class LinearOnlineState : IOnlineState
{
    private const string Section = "linear-online";
    private readonly Policy _base;
    private readonly OnlineOptions _options;
    private readonly IBanditPolicy _rule;
    private readonly ModelPriors _priors;
    private readonly ContextProjection _projection;
    private readonly BanditStatistics _quality;
    private readonly BanditStatistics _cost;

    private LinearOnlineState(
        Policy basePolicy, OnlineOptions options, IBanditPolicy rule, ModelPriors priors, BanditStatistics quality, BanditStatistics cost, long learned)
    {
        (_base, _options, _rule, _priors, _quality, _cost, Learned) = (basePolicy, options, rule, priors, quality, cost, learned);
        _projection = new ContextProjection(basePolicy.Router.FeatureCount, options.Dimensions);
    }

    public IReadOnlyList<string> Models => _priors.Models;

    public long Learned { get; }

    public static LinearOnlineState Start(Policy basePolicy, OnlineOptions options, IBanditPolicy rule)
    {
        int length = new ContextProjection(basePolicy.Router.FeatureCount, options.Dimensions).Length;
        var none = BanditStatistics.Empty(basePolicy.Router.Models, length);
        return new LinearOnlineState(basePolicy, options, rule, ModelPriors.Of(basePolicy.Router.Models), none, none, 0);
    }

    public IOnlineState Learn(IReadOnlyList<OnlineOutcome> batch)
    {
        double kept = Math.Pow(_options.Forgetting, batch.Count);
        BanditStatistics quality = _quality.Discount(kept), cost = _cost.Discount(kept);
        var expected = new BaseExpectation[Models.Count];
        float[] context = new float[_projection.Length];
        for (int i = 0; i < batch.Count; i++)
        {
            OnlineOutcome outcome = batch[i].Validated(_base.Router.FeatureCount);
            int k = IndexOf(outcome.ModelId);
            BaseExpectation.Fill(_base.Router, _priors, outcome.Embedding.Span, outcome.Preference, expected);
            _projection.Apply(outcome.Embedding.Span, context);
            double weight = Math.Pow(_options.Forgetting, batch.Count - 1 - i) * Math.Min(1 / outcome.Propensity, _options.MaxImportanceWeight);
            quality = quality.With(k, context, outcome.Score - expected[k].Quality, weight);
            if (outcome.CostUsd is { } usd)
            {
                cost = cost.With(k, context, Math.Min(usd / _base.Summary.CostCapUsd, 1) - expected[k].NormalisedCost, weight);
            }
        }

        return With(_priors, quality, cost, Learned + batch.Count);
    }

    public IOnlineState WithModels(IReadOnlyList<ModelProfile> models)
    {
        ModelPriors priors = ModelPriors.Of(_base.Router.Models, models);
        return priors.SameAs(_priors) ? this : With(priors, _quality.ForArms(priors.Models), _cost.ForArms(priors.Models), Learned);
    }

    public IOnlineState Merge(IOnlineState other)
    {
        LinearOnlineState same = Same(other);
        return With(_priors, _quality.Merge(same._quality), _cost.Merge(same._cost), Learned + same.Learned);
    }

    public Policy Publish(long version, IOnlineState? shared = null)
    {
        LinearOnlineState? all = shared is null ? null : Same(shared);
        LinearBandit Believe(BanditStatistics own, BanditStatistics? sum) => Corrections.Believe(
            _rule, own, sum?.ForArms(Models), _options.SharedWeight, k => k < _priors.Known ? _options.WarmStartWeight : _options.NewModelWeight);

        OnlineOptions options = _options with { Base = _base.Family };
        var router = new OnlineRouter(
            options, _base.Router, _priors, Believe(_quality, all?._quality), Believe(_cost, all?._cost));
        return new Policy(OnlineFamily.FamilyName, options, _base.Encoder, router, Summary(version));
    }

    public void Write(ModelWriter writer)
    {
        writer.Section(Section, 1);
        writer.Write(_base.ContentHash);
        writer.Write(Learned);
        _priors.Write(writer);
        _quality.Write(writer);
        _cost.Write(writer);
    }

    public static LinearOnlineState Read(Policy basePolicy, OnlineOptions options, IBanditPolicy rule, ModelReader reader)
    {
        reader.Section(Section, 1);
        string hash = reader.ReadString();
        long learned = reader.ReadInt64();
        ModelPriors priors = hash == basePolicy.ContentHash
            ? ModelPriors.Read(reader, basePolicy.Router.Models)
            : throw new ModelFormatException($"The state corrects policy {hash}, not {basePolicy.ContentHash}.");
        BanditStatistics quality = BanditStatistics.Read(reader), cost = BanditStatistics.Read(reader);
        var state = new LinearOnlineState(basePolicy, options, rule, priors, quality, cost, learned);
        bool fits = new[] { quality, cost }.All(
            s => s.Dimension == state._projection.Length && s.Arms.SequenceEqual(priors.Models, StringComparer.Ordinal));
        return fits && learned >= 0 ? state : throw new ModelFormatException("The state was made with other models or dimensions.");
    }

    private LinearOnlineState With(ModelPriors priors, BanditStatistics quality, BanditStatistics cost, long learned) =>
        new(_base, _options, _rule, priors, quality, cost, learned);

    /// <summary>The other state, when it corrects the same policy in the same contexts.</summary>
    private LinearOnlineState Same(IOnlineState other) =>
        other is LinearOnlineState same && same._base.ContentHash == _base.ContentHash && same._projection.Length == _projection.Length
            ? same
            : throw new ArgumentException($"The other state does not correct policy '{_base.Id}' in {_projection.Length} dimensions.", nameof(other));

    private int IndexOf(string modelId)
    {
        for (int k = 0; k < Models.Count; k++)
        {
            if (Models[k] == modelId)
            {
                return k;
            }
        }

        throw new ArgumentException($"Outcome of model '{modelId}': it is none of {string.Join(", ", Models)}.");
    }

    private TrainingSummary Summary(long version)
    {
        IReadOnlyList<ModelSummary> known = _base.Summary.Models;
        ModelSummary Joined(int k) => new(
            Models[k],
            known.Select((m, j) => _priors.Quality[k, j] * m.MeanScore).Sum(),
            known.Select((m, j) => _priors.Cost[k, j] * m.MeanCostUsd).Sum(),
            Labels: 0);
        return _base.Summary with
        {
            Models = [.. known, .. Enumerable.Range(known.Count, Models.Count - known.Count).Select(Joined)],
            Online = new OnlineSummary(_options.Learner, _base.ContentHash, version, Learned),
        };
    }
}
