using OrleansRouter.Learning;
using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Pieces;

namespace OrleansRouter.Routing.MetaRouter;

/// <summary>
/// Chooses by itself how far to trust preferences. Two jointly fitted regressions give m̂ and Δ̂, shrunk as far as the gold labels support
/// (<see cref="JointRidge"/>); ℋ learns m̂ once more from gold and from corrected preferences m̂ + ρ̂·(y − η̂), with ρ̂ how closely the two regressions
/// agree; both estimates of m̂ are averaged.
/// </summary>
/// <remarks>
/// At ρ̂ = 1 a corrected preference is the paper's y + Δ̂. Below, what the judge sees in a query beyond η̂ counts as far as the judge is known to agree with
/// gold, so that a judge who tells nothing adds no noise either. The average is over a smooth and a rough function whose errors differ, so that it
/// beats either where labels are few.
/// </remarks>
public sealed class AutoEstimator : IGainEstimator
{
    private static readonly PieceFormat<(LinearModel Smooth, double[] Corrected)> StepFormat = new(
        (writer, step) =>
        {
            step.Smooth.Write(writer);
            PieceFormats.Doubles.Write(writer, step.Corrected);
        },
        reader => (LinearModel.Read(reader), PieceFormats.Doubles.Read(reader)));

    /// <inheritdoc/>
    public string Name => "auto";

    /// <inheritdoc/>
    public IReadOnlyList<FitLoop> Loops(MetaRouterOptions options, int rows) => [new FitLoop(CorrectedEstimator.Step, 1), .. FinalRegression.Loops(options, rows)];

    /// <inheritdoc/>
    public GainFit Fit(GainProblem problem, ulong seed, FitContext context)
    {
        if (!problem.HasPreferences)
        {
            return new GainFit(GoldRegression.Fit(problem.Labels.Features, problem.Labels.Outcomes, problem.Options, seed, context));
        }

        (LinearModel smooth, double[] corrected) = context.RunOnce(CorrectedEstimator.Step, StepFormat, () =>
        {
            JointRidgeModel joint = JointRidge.Fit(problem.Labels, new JointRidgeOptions(), context.Part(0, 0.3));
            return (joint.Treated, Corrected(problem.Labels, joint));
        });
        GainModel rough = FinalRegression.Fit(problem, corrected, _ => true, Rng.Stream(seed, 3).NextUInt64(), context.Part(0.3, 1));
        return new GainFit(GainModel.Mean(GainModel.Of(new RidgeRegressor(), smooth), rough));
    }

    /// <summary>c·r of every gold row and m̂(q') + ρ̂·(y − η̂(q')) of every preference row.</summary>
    internal static double[] Corrected(CausalData labels, JointRidgeModel joint)
    {
        double[] outcomes = [.. labels.Outcomes];
        double agreement = joint.Correlation;
        foreach (int i in labels.RowsWhere(treated: false))
        {
            ReadOnlySpan<float> row = labels.Features.Row(i);
            outcomes[i] = joint.Treated.Predict(row) + (agreement * (outcomes[i] - joint.Control.Predict(row)));
        }

        return outcomes;
    }
}
