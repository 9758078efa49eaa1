using OrleansRouter.Learning;
using OrleansRouter.Learning.Statistics;
using OrleansRouter.Routing.Dars.Cells;
using OrleansRouter.Routing.Dars.Equations;

namespace OrleansRouter.Routing.Dars.Planning;

/// <summary>
/// Plans which query–model pairs to observe again: greedily, batch by batch, where an observation is expected to change the label most, until the
/// budget is spent. Pairs that were never observed are planned from what is known of their model.
/// </summary>
/// <remarks>
/// An observation of a pair is worth what it does while the other pairs stay as they are. Its noise is s²·(1 + β²/2), the variance of the quality and
/// that of βσ̂ for normal scores; costs vary so much less that their noise is left out.
/// </remarks>
public sealed class CollectionPlanner
{
    private readonly DarsData _data;
    private readonly CollectionOptions _options;
    private readonly Preference _preference;
    private readonly double[] _costUsd;

    private CollectionPlanner(DarsData data, CollectionOptions options)
    {
        _data = data;
        _options = options;
        _preference = Preference.Default with { CostWeight = options.CostWeight, RiskAversion = options.RiskAversion };
        _costUsd = MeanCosts(data);
    }

    /// <summary>Makes a plan.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or costs are weighed or limited where there are none.</exception>
    public static CollectionPlan Plan(DarsData data, CollectionOptions options)
    {
        DarsGuard.CostWeight(data, FitGuard.Validated(options).CostWeight);
        return options.MaxCostUsd is null || data.CostSource != CostSource.None
            ? new CollectionPlanner(data, options).Plan()
            : throw new ArgumentException($"{data.Table.Source}: there are no costs, so that a plan cannot keep to a budget in US dollars.");
    }

    private CollectionPlan Plan()
    {
        PairState[] pairs = Pairs();
        var queue = new PriorityQueue<PairState, double>();
        foreach (PairState pair in pairs)
        {
            Offer(queue, pair);
        }

        int observations = 0;
        double cost = 0;
        while (queue.TryDequeue(out PairState? pair, out _))
        {
            double batchCost = _options.Batch * _costUsd[pair.Model];
            if (observations + _options.Batch > _options.MaxObservations)
            {
                break;
            }

            // A pair that is too dear for what is left makes room for cheaper ones.
            if (cost + batchCost <= (_options.MaxCostUsd ?? double.PositiveInfinity))
            {
                observations += _options.Batch;
                cost += batchCost;
                pair.Planned += _options.Batch;
                Offer(queue, pair);
            }
        }

        return Report(pairs, observations, cost);
    }

    /// <summary>Puts a pair in the queue by the value of its next batch, unless it is worth nothing or full.</summary>
    private void Offer(PriorityQueue<PairState, double> queue, PairState pair)
    {
        (double gain, double probability) = pair.Value(pair.Planned + _options.Batch);
        (double gained, double reached) = pair.Value(pair.Planned);
        double value = _options.Objective == CollectionObjective.UtilityGain ? gain - gained : probability - reached;
        double price = _options.MaxCostUsd is null ? 1 : Math.Max(_costUsd[pair.Model], double.Epsilon);
        if (value > 0 && pair.Observed + pair.Planned + _options.Batch <= _options.MaxPerPair)
        {
            queue.Enqueue(pair, -value / price);
        }
    }

    private PairState[] Pairs()
    {
        var capabilities = new Capability?[_data.Queries, _data.Models];
        for (int i = 0; i < _data.Queries; i++)
        {
            for (int k = 0; k < _data.Models; k++)
            {
                ReadOnlySpan<int> observations = _data.Observations(i, k);
                capabilities[i, k] = observations.IsEmpty ? null : Capability.Of(ObservedCells.Of(_data, observations));
            }
        }

        ModelPrior[] priors = [.. Enumerable.Range(0, _data.Models).Select(k => ModelPrior.Of(
            [.. Enumerable.Range(0, _data.Queries).Select(i => capabilities[i, k]).OfType<Capability>()], _preference))];
        return [.. Enumerable.Range(0, _data.Queries).SelectMany(i => PairsOf(i, [.. priors.Select((prior, k) => Believe(capabilities[i, k], prior))]))];
    }

    private static IEnumerable<PairState> PairsOf(int query, (UtilityBelief Belief, double Noise, int Observed)[] beliefs) =>
        beliefs.Select((belief, k) => new PairState(
            query, k, belief.Observed, belief.Belief, belief.Noise,
            beliefs.Where((_, other) => other != k).Max(other => other.Belief.Mean)));

    private (UtilityBelief Belief, double Noise, int Observed) Believe(Capability? pair, ModelPrior prior)
    {
        long count = pair?.Observations ?? 0;
        double squares = count > 1 ? pair!.Value.Risk * pair.Value.Risk * (count - 1) : 0;
        double quality = ((_options.PriorObservations * prior.QualityVariance) + squares) / (_options.PriorObservations + Math.Max(0, count - 1));
        double noise = quality * (1 + (_options.RiskAversion * _options.RiskAversion / 2));
        double observed = pair is { } known ? PairUtility.Of(known, _preference) : double.NaN;
        return (UtilityBelief.Of(prior.Mean, prior.Variance, observed, count, noise), noise, (int)count);
    }

    private CollectionPlan Report(PairState[] pairs, int observations, double cost)
    {
        bool hasCosts = _data.CostSource != CostSource.None;
        PlannedPair[] planned = [.. pairs.Where(pair => pair.Planned > 0).Select(pair => new PlannedPair
        {
            Query = _data.Table.Queries[pair.Query].Id,
            Model = _data.Table.Models[pair.Model],
            Observed = pair.Observed,
            Add = pair.Planned,
            LabelChange = pair.Value(pair.Planned).Probability,
            UtilityGain = pair.Value(pair.Planned).Gain,
            CostUsd = hasCosts ? pair.Planned * _costUsd[pair.Model] : null,
        }).OrderByDescending(pair => _options.Objective == CollectionObjective.UtilityGain ? pair.UtilityGain : pair.LabelChange)];
        return new CollectionPlan
        {
            Pairs = planned,
            Observations = observations,
            CostUsd = hasCosts ? cost : null,
            ExpectedLabelChanges = planned.Sum(pair => pair.LabelChange),
        };
    }

    private static double[] MeanCosts(DarsData data)
    {
        var costs = new Moments[data.Models];
        for (int j = 0; j < data.Table.Count; j++)
        {
            int k = data.Table.Model[j];
            costs[k] = double.IsNaN(data.Table.CostUsd[j]) ? costs[k] : costs[k].Add(data.Table.CostUsd[j]);
        }

        return [.. costs.Select(cost => cost.Mean)];
    }

    /// <summary>One query and model with what is believed of it; only the number of planned observations changes.</summary>
    private sealed class PairState(int query, int model, int observed, UtilityBelief belief, double noise, double bestOther)
    {
        public int Query => query;

        public int Model => model;

        public int Observed => observed;

        public int Planned { get; set; }

        public (double Gain, double Probability) Value(int more) => KnowledgeGradient.Of(belief.Mean, bestOther, belief.ChangeBy(more, noise));
    }
}
