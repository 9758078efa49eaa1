using OrleansRouter.Learning;
using OrleansRouter.Routing.Dars.Cells;
using OrleansRouter.Routing.Dars.Equations;

namespace OrleansRouter.Routing.Dars.Diagnostics;

/// <summary>Measures how far single observations can be trusted as labels: instability, winner flips, disagreement, input and output variance.</summary>
public sealed class DarsDiagnostics
{
    private const string Instability = "outcomeInstability";
    private const string FlipRate = "winnerFlipRate";
    private const string Disagreement = "singleVsDistributionDisagreement";
    private const string Input = "inputVariance";
    private const string Output = "outputVariance";
    private const string Quality = "meanQuality";
    private const string Risk = "risk";

    private readonly DarsData _data;
    private readonly DiagnosisOptions _options;
    private readonly Preference _preference;
    private readonly RatioSet _figures;
    private readonly int[] _queriesOfModel;

    private DarsDiagnostics(DarsData data, DiagnosisOptions options)
    {
        _data = data;
        _options = options;
        _preference = Preference.Default with { CostWeight = options.CostWeight, RiskAversion = 0 };
        _figures = new RatioSet(data.Queries);
        _queriesOfModel = new int[data.Models];
    }

    /// <summary>Diagnoses a data set. Equal inputs give equal numbers on any number of threads.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or a cost weight is asked for where there are no costs.</exception>
    public static DarsDiagnosis Run(DarsData data, DiagnosisOptions options, FitContext context)
    {
        FitGuard.Validated(options);
        DarsGuard.CostWeight(data, options.CostWeight);
        var run = new DarsDiagnostics(data, options);
        for (int i = 0; i < data.Queries; i++)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            run.Measure(i);
        }

        run._figures.Resample(options.Resamples, options.Seed, context);
        return run.Report();
    }

    private void Measure(int query)
    {
        int[] observed = [.. Enumerable.Range(0, _data.Models).Where(k => !_data.Observations(query, k).IsEmpty)];
        double[] expected = new double[observed.Length];
        for (int m = 0; m < observed.Length; m++)
        {
            expected[m] = MeasurePair(query, observed[m]);
        }

        List<double[]> shots = SharedShots.Of(_data, query, observed, _preference);
        if (observed.Length > 1 && shots.Count > 1)
        {
            _figures.Add(FlipRate, query, WinnerFlip.Of(shots) ? 1 : 0);
            _figures.Add(Disagreement, query, LabelDisagreement.Of(shots, expected) * shots.Count, shots.Count);
        }
    }

    /// <summary>Notes the figures of one query and model; returns q̄ − λc̄.</summary>
    private double MeasurePair(int query, int model)
    {
        ReadOnlySpan<int> observations = _data.Observations(query, model);
        Capability capability = Capability.Of(ObservedCells.Of(_data, observations));
        double[] scores = new double[observations.Length];
        for (int n = 0; n < scores.Length; n++)
        {
            scores[n] = _data.Table.Score[observations[n]];
        }

        bool repeated = scores.Length > 1;
        Note(Instability, repeated ? (OutcomeInstability.Of(scores, _options.Tolerance) ? 1 : 0) : double.NaN);
        Note(Input, capability.Rewrites > 1 ? capability.InputVariance : double.NaN);
        Note(Output, double.IsNaN(capability.DecodeRisk) ? double.NaN : capability.OutputVariance);
        Note(Quality, capability.MeanQuality);
        Note(Risk, capability.Risk);
        _queriesOfModel[model]++;
        return _preference.Utility(capability.MeanQuality, capability.MeanCost, risk: 0);

        void Note(string figure, double value)
        {
            _figures.Add(figure, query, value);
            _figures.Add(Of(figure, model), query, value);
        }
    }

    private DarsDiagnosis Report() => new()
    {
        Source = _data.Table.Source,
        IsSimulated = _data.Table.IsSimulated,
        Lambda = _options.CostWeight,
        Costs = _data.CostSource.ToString().ToLowerInvariant(),
        Queries = _data.Queries,
        Observations = _data.Table.Count,
        OutcomeInstability = _figures.Value(Instability),
        WinnerFlipRate = _figures.Value(FlipRate),
        SingleVsDistributionDisagreement = _figures.Value(Disagreement),
        InputVariance = _figures.Value(Input),
        OutputVariance = _figures.Value(Output),
        Intervals95 = new[] { Instability, FlipRate, Disagreement, Input, Output }.ToDictionary(figure => figure, _figures.Interval95),
        PerModel = _data.Table.Models.Index().ToDictionary(model => model.Item, model => Report(model.Index)),
        ModelsLeftOut = _data.ModelsLeftOut,
        QueriesLeftOut = _data.QueriesLeftOut,
    };

    private ModelDiagnosis Report(int model) => new()
    {
        Queries = _queriesOfModel[model],
        MeanQuality = _figures.Value(Of(Quality, model)),
        Risk = _figures.Value(Of(Risk, model)),
        OutcomeInstability = _figures.Value(Of(Instability, model)),
        OutcomeInstability95 = _figures.Interval95(Of(Instability, model)),
        InputVariance = _figures.Value(Of(Input, model)),
        OutputVariance = _figures.Value(Of(Output, model)),
    };

    private static string Of(string figure, int model) => $"{figure}/{model}";
}
