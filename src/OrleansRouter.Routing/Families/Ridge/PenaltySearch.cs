using OrleansRouter.Learning;
using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Families.Ridge;

/// <summary>Chooses two penalties from a path: one for costs and risks by squared error, then one for qualities by utility.</summary>
internal sealed class PenaltySearch(RidgePath path, Matrix<double> targets, int models, FitContext context)
{
    private int _done;

    /// <summary>Indices of the chosen penalties; ties go to the larger one.</summary>
    public (int Quality, int Other) Choose()
    {
        IEnumerable<int> largestFirst = Enumerable.Range(0, path.Penalties.Count).Reverse();
        int other = largestFirst.MinBy(p => SquaredError(Predict(p)));
        Matrix<double> otherPredictions = Predict(other);
        int quality = largestFirst.MaxBy(p => Utility(Predict(p), otherPredictions));
        return (quality, other);
    }

    private Matrix<double> Predict(int penalty)
    {
        context.Progress?.Report((double)_done++ / ((2 * path.Penalties.Count) + 1));
        return path.LeaveOneOutPredictions(penalty, context);
    }

    /// <summary>Over all known costs and risks that are predicted.</summary>
    private double SquaredError(Matrix<double> predictions)
    {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < targets.Rows; i++)
        {
            for (int t = models; t < targets.Columns; t++)
            {
                double error = predictions[i, t] - targets[i, t];
                (sum, count) = double.IsNaN(error) ? (sum, count) : (sum + (error * error), count + 1);
            }
        }

        return count > 0 ? sum / count : double.PositiveInfinity;
    }

    private double Utility(Matrix<double> qualityPredictions, Matrix<double> otherPredictions)
    {
        for (int i = 0; i < targets.Rows; i++)
        {
            otherPredictions.Row(i)[models..].CopyTo(qualityPredictions.Row(i)[models..]);
        }

        return LeaveOneOutUtility.Of(qualityPredictions, targets, models);
    }
}
