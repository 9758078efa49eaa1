using OrleansRouter.Learning;
using OrleansRouter.Learning.Bandits;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Statistics;
using OrleansRouter.Routing.Dars.Cells;
using OrleansRouter.Routing.Dars.Equations;
using OrleansRouter.Routing.Data.Simulation;

namespace OrleansRouter.Routing.Dars.Study;

/// <summary>
/// Labels from simulated observations whose truth is known. Quality and cost come from the simulated world; every query and model has a risk of its
/// own, drawn uniformly between a tenth of the regime's and all of it, so that risk says nothing about quality or cost; scores are normal,
/// q = q̄ + z_u + e_uv. Then a single-shot utility is N(U, in² + out²), a mean over k × l observations N(U, in²/k + out²/(kl)), and the
/// probability that the best model comes out best follows exactly from <see cref="GaussianMaximum"/>.
/// </summary>
public sealed class NoiseStudy
{
    private readonly NoiseStudyOptions _options;
    private readonly SimulatedObservations _world;
    private readonly CostScale _costs;
    private readonly Preference _plain;
    private readonly Preference _averse;

    private NoiseStudy(NoiseStudyOptions options)
    {
        _options = options;
        _world = Simulator.Observations(new ObservationSimulationOptions { Queries = options.Queries, Models = options.Models, Rewrites = 1, Decodes = 1, Seed = options.Seed });
        _costs = CostScale.Of(_world.ExpectedCostsUsd.Values);
        _averse = Preference.Default with { CostWeight = options.CostWeight, RiskAversion = options.RiskAversion };
        _plain = _averse with { RiskAversion = 0 };
    }

    private const double SmallestRisk = 0.1;

    /// <summary>Runs the study. Equal options give equal numbers on any number of threads.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static IReadOnlyList<NoiseStudyResult> Run(NoiseStudyOptions options, FitContext context)
    {
        var study = new NoiseStudy(FitGuard.Validated(options));
        return [.. options.Regimes.Select((regime, r) => study.Run(regime, Rng.Stream(options.Seed, (ulong)r).NextUInt64(), context))];
    }

    private NoiseStudyResult Run(NoiseRegime regime, ulong seed, FitContext context)
    {
        var queries = new QueryOutcome[_options.Queries];
        Parallel.For(0, queries.Length, context.ParallelOptions, i => queries[i] = Observe(i, regime, Rng.Stream(seed, (ulong)i)));
        return new NoiseStudyResult
        {
            Regime = regime,
            SingleShotAgreement = Figure(queries, x => x.SingleAgrees, x => x.SingleTheory),
            DarsAgreement = Figure(queries, x => x.DarsAgrees, x => x.DarsTheory),
            Margin = Figure(queries, x => x.DarsAgrees - x.SingleAgrees, x => x.DarsTheory - x.SingleTheory),
            RiskGainWhenPenalised = Figure(queries, x => x.PenalisedGain, x => x.PenalisedLimit),
            RiskGainWhenNot = Figure(queries, x => x.PlainGain, x => x.PlainLimit),
        };
    }

    private QueryOutcome Observe(int query, NoiseRegime regime, Rng rng)
    {
        int models = _options.Models;
        double[] truth = new double[models], averseTruth = new double[models], single = new double[models], mean = new double[models], averse = new double[models];
        double[] singleSd = new double[models], meanSd = new double[models];
        for (int k = 0; k < models; k++)
        {
            double cost = _costs.Normalise(_world.ExpectedCostsUsd[query, k]);
            double risk = SmallestRisk + ((1 - SmallestRisk) * rng.NextDouble());
            double input = regime.InputSd * risk, output = regime.OutputSd * risk;
            double sd = Math.Sqrt((input * input) + (output * output));
            RewriteCell[] cells = Draw(rng, _world.Mean[query, k], input, output, out double first);
            Capability seen = Capability.Of(cells);
            truth[k] = _plain.Utility(_world.Mean[query, k], cost, 0);
            averseTruth[k] = _averse.Utility(_world.Mean[query, k], cost, sd);
            single[k] = _plain.Utility(first, cost, 0);
            mean[k] = _plain.Utility(seen.MeanQuality, cost, 0);
            averse[k] = _averse.Utility(seen.MeanQuality, cost, double.IsNaN(seen.Risk) ? 0 : seen.Risk);
            singleSd[k] = sd;
            meanSd[k] = Math.Sqrt(((input * input) + (output * output / _options.Decodes)) / _options.Rewrites);
        }

        int best = HardLabel.Of(truth), averseBest = HardLabel.Of(averseTruth), plainLabel = HardLabel.Of(mean), averseLabel = HardLabel.Of(averse);
        return new QueryOutcome(
            HardLabel.Of(single) == best ? 1 : 0, Probability(truth, singleSd, best),
            plainLabel == best ? 1 : 0, Probability(truth, meanSd, best),
            averseTruth[averseLabel] - averseTruth[plainLabel], averseTruth[averseBest] - averseTruth[best],
            truth[averseLabel] - truth[plainLabel], truth[averseBest] - truth[best]);
    }

    private RewriteCell[] Draw(Rng rng, double mean, double inputSd, double outputSd, out double first)
    {
        first = double.NaN;
        var cells = new RewriteCell[_options.Rewrites];
        for (int u = 0; u < cells.Length; u++)
        {
            double rewritten = mean + (inputSd * rng.NextGaussian());
            for (int v = 0; v < _options.Decodes; v++)
            {
                double score = rewritten + (outputSd * rng.NextGaussian());
                first = double.IsNaN(first) ? score : first;
                cells[u] = cells[u].Add(score, double.NaN);
            }
        }

        return cells;
    }

    private static double Probability(double[] means, double[] deviations, int best)
    {
        Span<double> probabilities = stackalloc double[means.Length];
        GaussianMaximum.Probabilities(means, deviations, probabilities);
        return probabilities[best];
    }

    private static StudyFigure Figure(QueryOutcome[] queries, Func<QueryOutcome, double> value, Func<QueryOutcome, double> theory)
    {
        var moments = Moments.Of(queries.Select(value));
        return new StudyFigure(moments.Mean, moments.StandardError, queries.Average(theory));
    }

    private readonly record struct QueryOutcome(
        double SingleAgrees, double SingleTheory, double DarsAgrees, double DarsTheory,
        double PenalisedGain, double PenalisedLimit, double PlainGain, double PlainLimit);
}
