using OrleansRouter.Learning.OffPolicy;
using OrleansRouter.Routing.Decisions;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Routing.Evidence;

/// <summary>
/// Evaluates a policy on a log that is read twice, in memory that does not grow with it: first for the model of rewards
/// (<see cref="Learn"/>), then for the estimates (<see cref="Add"/>). Without the first pass the doubly robust estimate equals IPS.
/// </summary>
public sealed class PolicyEvaluator
{
    private readonly Policy _policy;
    private readonly PolicyEvaluationOptions _options;
    private readonly OffPolicyEvaluator _evaluator;
    private readonly RewardModelFit _fit;
    private readonly long[] _skipped = new long[Enum.GetValues<SkipReason>().Length];
    private readonly float[] _embedding;
    private readonly float[] _features;
    private CrossFittedRewards? _rewards;
    private long _learned;
    private long _decisions;

    /// <summary>Starts with nothing read.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public PolicyEvaluator(Policy policy, PolicyEvaluationOptions options)
    {
        (_policy, _options, _evaluator) = (policy, options, new OffPolicyEvaluator(options.ToOffPolicy()));
        _embedding = new float[policy.Encoder.Dimensions];
        _features = new float[ContextFeatures.Count(policy.Encoder.Dimensions, options.RewardFeatures)];
        _fit = new RewardModelFit(_features.Length, options.RewardModel);
    }

    /// <summary>First pass: lets the model of rewards see a decision.</summary>
    public void Learn(LoggedChoice choice)
    {
        if (_rewards is not null)
        {
            throw new InvalidOperationException("The second pass has begun; nothing more can be learned.");
        }

        if (FindSkip(choice) is null)
        {
            ContextFeatures.Write(Embed(choice), _features);
            _fit.Add(choice.Unit, choice.ModelId, _features, _options.Reward.Of(choice)!.Value);
            _learned++;
        }
    }

    /// <summary>Second pass: counts a decision, or the reason why it cannot be.</summary>
    public void Add(LoggedChoice choice)
    {
        _decisions++;
        if (FindSkip(choice) is { } reason)
        {
            _skipped[(int)reason]++;
            return;
        }

        ReadOnlySpan<float> embedding = Embed(choice);
        if (Decide(choice.Receipt!.Input, embedding) is not { ModelId: not null } decision)
        {
            _skipped[(int)SkipReason.NoChoice]++;
            return;
        }

        _evaluator.Add(choice.Unit, Outcome(choice, embedding, decision));
    }

    /// <summary>What the log says.</summary>
    public PolicyEvaluation Report() => new()
    {
        PolicyId = _policy.Id,
        PolicyHash = _policy.ContentHash,
        Decisions = _decisions,
        Skipped =
        [
            .. Enum.GetValues<SkipReason>().Where(r => _skipped[(int)r] > 0).Select(r => new SkippedChoices(r, _skipped[(int)r], Explain(r))),
        ],
        Reward = _options.Reward,
        Confidence = _options.Confidence,
        MaxWeight = _options.MaxWeight,
        Estimates = _evaluator.HasEvidence ? _evaluator.Report(_options.Seed) : null,
    };

    /// <summary>Null: the exploration floor of the request does not fit the models that the policy knows.</summary>
    private RouteDecision? Decide(DecisionInput input, ReadOnlySpan<float> embedding)
    {
        try
        {
            return Decider.Decide(_policy, embedding, input);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private LoggedOutcome Outcome(LoggedChoice choice, ReadOnlySpan<float> embedding, RouteDecision decision)
    {
        double target = 0, predicted = 0, value = 0;
        ContextFeatures.Write(embedding, _features);
        _rewards ??= _fit.Build();
        foreach (RankedCandidate candidate in decision.Ranking)
        {
            double reward = Predict(choice, candidate.ModelId);
            value += candidate.Propensity * reward;
            (target, predicted) = candidate.ModelId == choice.ModelId ? (candidate.Propensity, reward) : (target, predicted);
        }

        // Propensities that add up to 1 within rounding keep the value within the rewards' range only within rounding.
        value = Math.Clamp(value, _options.Reward.Lowest, _options.Reward.Highest);
        return new LoggedOutcome(choice.Propensity, Math.Min(target, 1), _options.Reward.Of(choice)!.Value, predicted, value);
    }

    private double Predict(LoggedChoice choice, string modelId) => _learned == 0
        ? 0
        : _rewards!.Predict(choice.Unit, modelId, _features, _options.Reward.Lowest, _options.Reward.Highest);

    private SkipReason? FindSkip(LoggedChoice choice) =>
        choice.Origin != LoggedChoice.ByPolicy || choice.Receipt is null ? SkipReason.NotByPolicy
        : choice.Score is null ? SkipReason.NoScore
        : _options.Reward.Of(choice) is null ? SkipReason.NoCost
        : !SharesEncoder(choice.Receipt) && choice.Prompt is null ? SkipReason.OtherEncoder
        : null;

    private bool SharesEncoder(DecisionReceipt receipt) =>
        receipt.PolicyHash == _policy.ContentHash || receipt.EncoderHash == _policy.EncoderHash;

    private ReadOnlySpan<float> Embed(LoggedChoice choice)
    {
        if (SharesEncoder(choice.Receipt!))
        {
            return choice.Receipt!.Embedding.Span;
        }

        _policy.Encoder.Encode(choice.Prompt, _embedding);
        return _embedding;
    }

    private static string Explain(SkipReason reason) => reason switch
    {
        SkipReason.NotByPolicy => "no policy chose the model",
        SkipReason.NoScore => "nobody scored the answer",
        SkipReason.NoCost => "the cost of the answer is not known",
        SkipReason.OtherEncoder => "decided from another encoder's embedding, and the prompt is not stored",
        _ => "the policy knows none of the candidates, none is cheap enough, or the exploration floor does not fit them",
    };
}
