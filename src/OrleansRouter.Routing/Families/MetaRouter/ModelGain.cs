using OrleansRouter.Learning;
using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Pieces;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.MetaRouter;

namespace OrleansRouter.Routing.Families.MetaRouter;

/// <summary>What is expected of one model: its gain over the reference, or the reference's own gold score.</summary>
/// <param name="Model">m̂ in the units that it was learned in.</param>
/// <param name="Factor">c: a gain in units of gold is m̂/c.</param>
internal sealed record ModelGain(GainModel Model, double Factor)
{
    /// <summary>In units of gold.</summary>
    public double Predict(ReadOnlySpan<float> row) => Model.Predict(row) / Factor;

    /// <summary>The reference's own gold score, which moves all models alike and no decision.</summary>
    public static ModelGain Level(TrainingSet data, int model)
    {
        int[] rows = [.. Rows(data).Where(i => double.IsFinite(data.Quality[i, model]))];
        var ridge = new RidgeRegressor();
        return new ModelGain(GainModel.Of(ridge, ridge.Fit(
            data.Features.SelectRows(rows), [.. rows.Select(i => data.Quality[i, model])], null, 0, FitContext.Default)), 1);
    }

    /// <summary>The loops and steps of <see cref="Fit"/>.</summary>
    /// <param name="options">What is learned.</param>
    /// <param name="rows">At most how many rows there are.</param>
    /// <param name="isJudgedCheaply">Whether a cheap judge has labelled any.</param>
    public static IReadOnlyList<FitLoop> Loops(MetaRouterFamilyOptions options, int rows, bool isJudgedCheaply)
    {
        MetaRouterOptions method = options.ToMethod();
        return !isJudgedCheaply ? FinalRegression.Loops(method, rows)
            : options.Truncation == TruncationKind.None ? GainEstimators.Get(options.Estimator).Loops(method, rows)
            : [GainProblem.OverlapLoop(method), .. GainEstimators.Get(options.Estimator).Loops(method, rows)];
    }

    /// <summary>The gain of a model over the reference.</summary>
    public static ModelGain Fit(TrainingSet data, int model, int reference, MetaRouterFamilyOptions options, ulong seed, FitContext context)
    {
        if (ProblemOf(data, model, reference, options, seed) is { } problem)
        {
            GainProblem kept = options.Truncation == TruncationKind.None ? problem : problem.Truncate(context).Kept;
            return new ModelGain(GainEstimators.Get(options.Estimator).Fit(kept, seed, context).Model, kept.Factor);
        }

        double[] gold = [.. Rows(data).Select(i => data.Quality[i, model] - data.Quality[i, reference])];
        int[] goldRows = [.. Rows(data).Where(i => double.IsFinite(gold[i]))];
        if (goldRows.Length == 0)
        {
            // Gold never judged both on one query: what is left is the difference of their means.
            return new ModelGain(GainModel.Of(new RidgeRegressor(), new LinearModel(new double[data.Features.Columns], MeanGap(data, model, reference))), 1);
        }

        return new ModelGain(GoldRegression.Fit(data.Features.SelectRows(goldRows), [.. goldRows.Select(i => gold[i])], options.ToMethod(), seed, context), 1);
    }

    /// <summary>Gold and preference gains of a model over the reference, before any truncation; null where one of the two was never judged.</summary>
    public static GainProblem? ProblemOf(TrainingSet data, int model, int reference, MetaRouterFamilyOptions options, ulong seed)
    {
        double[] gold = [.. Rows(data).Select(i => data.Quality[i, model] - data.Quality[i, reference])];
        double[] cheap = [.. Rows(data).Select(i => Preference(data, i, model, reference, options))];
        int[] goldRows = [.. Rows(data).Where(i => double.IsFinite(gold[i]))], cheapRows = [.. Rows(data).Where(i => double.IsNaN(gold[i]) && double.IsFinite(cheap[i]))];
        if (goldRows.Length == 0 || cheapRows.Length == 0)
        {
            return null;
        }

        var labels = new CausalData
        {
            Features = data.Features.SelectRows([.. goldRows, .. cheapRows]),
            Treated = [.. goldRows.Select(_ => true), .. cheapRows.Select(_ => false)],
            Outcomes = [.. goldRows.Select(i => gold[i]), .. cheapRows.Select(i => cheap[i])],
        };
        return GainProblem.Of(labels, options.ToMethod(), seed);
    }

    public void Write(ModelWriter writer)
    {
        writer.Write(Factor);
        Model.Write(writer);
    }

    public static ModelGain Read(ModelReader reader)
    {
        double factor = reader.ReadDouble();
        return factor is > 0 and < double.PositiveInfinity
            ? new ModelGain(GainModel.Read(reader), factor)
            : throw new ModelFormatException($"A gain with normalisation factor {factor:R}; expected a positive number.");
    }

    private static IEnumerable<int> Rows(TrainingSet data) => Enumerable.Range(0, data.Features.Rows);

    private static double Preference(TrainingSet data, int row, int model, int reference, MetaRouterFamilyOptions options) => data.Preference is { } cheap
        ? LabelPair.ToPreference(cheap[row, model] - cheap[row, reference], options.Form, options.TieBand)
        : double.NaN;

    private static double MeanGap(TrainingSet data, int model, int reference)
    {
        double[] means = ModelMeans.Of(data).Quality;
        return means[model] - means[reference];
    }
}
