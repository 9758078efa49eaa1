using OrleansRouter.Learning.Trees.Growing;

namespace OrleansRouter.Learning.Boosting;

/// <summary>The rows that a tree is grown from and the gradients of the loss at their scores, rounded so that sums are exact.</summary>
/// <param name="loss">The loss.</param>
/// <param name="targets">Targets by row.</param>
/// <param name="unitWeights">Weight of each unit of every row.</param>
/// <param name="context">Threads.</param>
internal sealed class RowGradients(IBoostingLoss loss, double[] targets, double[] unitWeights, FitContext context)
{
    private readonly int[] _rows = new int[targets.Length];
    private int[] _counts = [];
    private int _taken;

    /// <summary>Rows in the sample, ascending.</summary>
    public ReadOnlyMemory<int> Rows => _rows.AsMemory(0, _taken);

    /// <summary>Gradient of each row in the sample, times its weight; valid after <see cref="Round"/>.</summary>
    public GradientSum[] Gradients { get; } = new GradientSum[targets.Length];

    /// <summary>Whether the sample holds a row.</summary>
    public bool Holds(int row) => _counts[row] > 0;

    /// <summary>Takes a sample and the gradients of the loss at the scores.</summary>
    /// <param name="counts">How many units of each row are in the sample.</param>
    /// <param name="scores">Score of each row.</param>
    /// <returns>The largest gradient and Hessian, which decide how they are rounded.</returns>
    public GradientRange Take(int[] counts, double[] scores)
    {
        _counts = counts;
        _taken = 0;
        for (int row = 0; row < counts.Length; row++)
        {
            _rows[_taken] = row;
            _taken += counts[row] > 0 ? 1 : 0;
        }

        RowBlocks.For(_taken, context, i => Gradients[_rows[i]] = loss.Derivatives(targets[_rows[i]], scores[_rows[i]]));
        var range = new GradientRange(0, 0);
        foreach (int row in Rows.Span)
        {
            range = range.With(Gradients[row]);
        }

        return range;
    }

    /// <summary>Weighs and rounds the gradients that <see cref="Take"/> took.</summary>
    public void Round(GradientSteps steps) => RowBlocks.For(_taken, context, i =>
    {
        int row = _rows[i];
        double gradient = ExactGrid.Round(unitWeights[row] * ExactGrid.Round(Gradients[row].Gradient, steps.Gradient), steps.Gradient);
        double hessian = ExactGrid.Round(unitWeights[row] * ExactGrid.Round(Gradients[row].Hessian, steps.Hessian), steps.Hessian);
        Gradients[row] = _counts[row] * new GradientSum(gradient, Math.Max(hessian, steps.Hessian));
    });

    /// <summary>The largest loss of the rows that have units in <paramref name="counts"/>.</summary>
    public double MaxLoss(int[] counts, double[] scores)
    {
        double largest = 0;
        for (int row = 0; row < counts.Length; row++)
        {
            largest = counts[row] > 0 ? Math.Max(largest, loss.Loss(targets[row], scores[row])) : largest;
        }

        return largest;
    }

    /// <summary>Weighted sum of the losses of these units, and of the weights; losses are rounded so that sums are exact.</summary>
    public (double Loss, double Weight) SumLoss(int[] counts, double[] scores, double step)
    {
        double sum = 0, weight = 0;
        for (int row = 0; row < counts.Length; row++)
        {
            if (counts[row] > 0)
            {
                double rounded = ExactGrid.Round(loss.Loss(targets[row], scores[row]), step);
                sum += counts[row] * ExactGrid.Round(unitWeights[row] * rounded, step);
                weight += counts[row] * unitWeights[row];
            }
        }

        return (sum, weight);
    }
}
