using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.OffPolicy;

/// <summary>
/// Collects rewards by action and fold in memory that does not grow with the rows, and fits one ridge regression for each action and
/// fold to all rows outside the fold.
/// </summary>
/// <param name="features">d, the length of the contexts.</param>
/// <param name="options">Folds and penalty.</param>
public sealed class RewardModelFit(int features, RewardModelOptions options)
{
    private const int BlockRows = 512;

    private readonly RewardModelOptions _options = FitGuard.Validated(options);
    private readonly Dictionary<string, Fold[]> _actions = new(StringComparer.Ordinal);
    private readonly (double Sum, long Count)[] _rewards = new (double, long)[options.Folds];

    /// <summary>The fold of an independent unit.</summary>
    public int FoldOf(ulong unit) => CrossFittedRewards.FoldOf(unit, _options.Folds);

    /// <summary>Adds one row.</summary>
    /// <param name="unit">What is independent of everything else, as in <see cref="OffPolicyEvaluator.Add"/>.</param>
    /// <param name="action">The action taken.</param>
    /// <param name="context">x, length d, finite.</param>
    /// <param name="reward">r, finite.</param>
    public void Add(ulong unit, string action, ReadOnlySpan<float> context, double reward)
    {
        int fold = FoldOf(unit);
        if (!_actions.TryGetValue(action, out Fold[]? folds))
        {
            _actions.Add(action, folds = [.. Enumerable.Range(0, _options.Folds).Select(_ => new Fold(features))]);
        }

        folds[fold].Add(context, reward);
        _rewards[fold] = (_rewards[fold].Sum + reward, _rewards[fold].Count + 1);
    }

    /// <summary>The models.</summary>
    public CrossFittedRewards Build()
    {
        var models = new Dictionary<string, MultiLinearModel?[]>(StringComparer.Ordinal);
        foreach ((string action, Fold[] folds) in _actions)
        {
            GramStatistics?[] statistics = [.. folds.Select(f => f.Statistics())];
            models.Add(action, [.. Enumerable.Range(0, _options.Folds).Select(fold => Solve(statistics, fold))]);
        }

        double sum = _rewards.Sum(r => r.Sum);
        long count = _rewards.Sum(r => r.Count);
        return new CrossFittedRewards(models, [.. _rewards.Select(r => count > r.Count ? (sum - r.Sum) / (count - r.Count) : 0)]);
    }

    private MultiLinearModel? Solve(GramStatistics?[] statistics, int without)
    {
        GramStatistics? all = null;
        foreach (GramStatistics part in statistics.Where((s, fold) => fold != without && s is not null).OfType<GramStatistics>())
        {
            all = all?.Merge(part) ?? part;
        }

        return all is null ? null : MultiRidge.Solve(all, new RidgeOptions { Penalty = _options.Penalty });
    }

    private sealed class Fold(int features)
    {
        private readonly List<float> _contexts = [];
        private readonly List<double> _rewards = [];
        private GramStatistics? _statistics;

        public void Add(ReadOnlySpan<float> context, double reward)
        {
            _contexts.AddRange(context);
            _rewards.Add(reward);
            if (_rewards.Count == BlockRows)
            {
                _statistics = Statistics();
                _contexts.Clear();
                _rewards.Clear();
            }
        }

        public GramStatistics? Statistics()
        {
            if (_rewards.Count == 0)
            {
                return _statistics;
            }

            var block = GramStatistics.Compute(
                new Matrix<float>(_rewards.Count, features, [.. _contexts]),
                new Matrix<double>(_rewards.Count, 1, [.. _rewards]),
                weights: null,
                new FitContext(Threads: 1));
            return _statistics?.Merge(block) ?? block;
        }
    }
}
