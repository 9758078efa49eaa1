using OrleansRouter.Learning.Trees.Growing;

namespace OrleansRouter.Learning.Trees.Rows;

/// <summary>
/// Turns targets into gradients of the squared error around a centre, rounded so that their sums are exact.
/// The centre, half-way between the smallest and largest target, keeps the grid finest and does not depend on the order of rows.
/// </summary>
/// <param name="Centre">Subtracted from every target.</param>
/// <param name="Step">Grid step of the gradients.</param>
internal readonly record struct TargetGrid(double Centre, double Step)
{
    /// <summary>The grid of targets in [<paramref name="minimum"/>, <paramref name="maximum"/>].</summary>
    /// <param name="minimum">Smallest target.</param>
    /// <param name="maximum">Largest target.</param>
    /// <param name="totalWeight">The largest weight that a sample of rows can have.</param>
    public static TargetGrid Of(double minimum, double maximum, double totalWeight)
    {
        double centre = (minimum / 2) + (maximum / 2);
        return new TargetGrid(centre, ExactGrid.Step(totalWeight * (maximum - centre)));
    }

    /// <summary>The gradient of one unit: g = w·(y − centre), h = w.</summary>
    public GradientSum Gradient(double target, double unitWeight) =>
        new(ExactGrid.Round(unitWeight * ExactGrid.Round(target - Centre, Step), Step), unitWeight);
}
