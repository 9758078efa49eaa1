using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Trees.Binning;

namespace OrleansRouter.Learning.Trees.Rows;

/// <summary>Checked training data in the form that every tree method starts from.</summary>
internal sealed class TrainingRows
{
    private TrainingRows(BinnedMatrix binned, RowUnits units, double[] unitWeights)
    {
        Binned = binned;
        Units = units;
        UnitWeights = unitWeights;
    }

    /// <summary>Binned features.</summary>
    public BinnedMatrix Binned { get; }

    /// <summary>What row sampling draws from.</summary>
    public RowUnits Units { get; }

    /// <summary>Weight of each unit of every row; 0 for rows that take no part.</summary>
    public double[] UnitWeights { get; }

    /// <summary>The largest weight that a sample of as many units as there are can have.</summary>
    public double LargestSampleWeight => Units.Total * UnitWeights.Max();

    /// <summary>Smallest and largest target of the rows that take part.</summary>
    public (double Minimum, double Maximum) TargetRange(double[] targets)
    {
        double minimum = double.PositiveInfinity, maximum = double.NegativeInfinity;
        for (int i = 0; i < targets.Length; i++)
        {
            if (UnitWeights[i] > 0)
            {
                minimum = Math.Min(minimum, targets[i]);
                maximum = Math.Max(maximum, targets[i]);
            }
        }

        return (minimum, maximum);
    }

    /// <summary>Checks and bins the data.</summary>
    /// <exception cref="ArgumentException">Shapes differ, there are no rows or features, or a value is neither finite nor (among features) NaN.</exception>
    public static TrainingRows Of(Matrix<float> features, double[] targets, double[]? weights, int maxBins, FitContext context)
    {
        Check(features, targets, weights);
        context.CancellationToken.ThrowIfCancellationRequested();
        var scheme = WeightScheme.Of(WeightSummary.Of(features.Rows, weights));
        var unitWeights = new double[features.Rows];
        int[] units = scheme.Weigh(weights, unitWeights);
        double[]? binWeights = weights is null ? null : [.. units.Zip(unitWeights, (n, w) => n * w)];
        var binned = BinnedMatrix.Build(features, binWeights, maxBins, context);
        return new TrainingRows(binned, new RowUnits(RowKeys.Order(RowKeys.Of(features, targets)), units), unitWeights);
    }

    /// <summary>Checks features (NaN allowed), targets and weights.</summary>
    public static void Check(Matrix<float> features, double[] targets, double[]? weights)
    {
        ArgumentNullException.ThrowIfNull(targets);
        FitGuard.Check(features, targets.Length, weights, missingAllowed: true);
        FitGuard.CheckTargets(targets);
        if (features.Columns == 0)
        {
            throw new ArgumentException("There are no features; at least 1 is needed.", nameof(features));
        }
    }
}
