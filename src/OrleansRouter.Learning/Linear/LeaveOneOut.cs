using System.Numerics.Tensors;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Linear;

/// <summary>
/// The exact leave-one-out errors of ridge regression for every penalty of a grid, from one eigendecomposition G = VΛVᵀ.
/// With u = Vᵀx̃ᵢ: leverage lᵢ(λ) = Σⱼ uⱼ²/(Λⱼ + λ) [+ 1/W with an intercept], residual eᵢ(λ) = ỹᵢ − Σⱼ uⱼ(Vᵀg)ⱼ/(Λⱼ + λ), and the
/// prediction without the row misses by eᵢ/(1 − mᵢlᵢ), where mᵢ = min(wᵢ, 1) is the weight taken out.
/// </summary>
/// <remarks>
/// Taking out at most one unit of weight makes integer weights equal repeated rows. Scales s are those of all rows. A row that alone
/// determines its own fit (mᵢlᵢ = 1) has no leave-one-out prediction: the error of that penalty counts as infinite.
/// </remarks>
[Paper("Golub, Heath, Wahba 1979", "PRESS, the leave-one-out errors")]
internal sealed class LeaveOneOut
{
    private const double Undefined = 1e-10;

    private readonly NormalEquations _problem;
    private readonly double[] _penalties;
    private readonly SymmetricEigen _eigen;
    private readonly Matrix<double> _rotatedMoments;

    public LeaveOneOut(NormalEquations problem, double[] penalties, FitContext context)
    {
        _problem = problem;
        _penalties = penalties;
        _eigen = SymmetricEigen.Of(problem.Gram);
        _rotatedMoments = DenseProducts.TransposeMultiply(
            problem.FeatureCount, (i, row) => _eigen.Vectors.Row(i).CopyTo(row), problem.Moments, context);
    }

    /// <summary>Σᵢ wᵢ·(leave-one-out error of row i)² for every target and penalty, K × grid.</summary>
    public Matrix<double> Errors(LabelledRows rows, FitContext context)
    {
        Matrix<double> rotated = Rotate(rows, context);
        Matrix<double> inverses = Inverses();
        Matrix<double> leverages = DenseProducts.Multiply(rows.Count, (i, u) => TensorPrimitives.Multiply<double>(rotated.Row(i), rotated.Row(i), u), inverses, context);
        var errors = new Matrix<double>(rows.Columns.Length, _penalties.Length);
        ParallelLoop.For(errors.Rows, context, k =>
        {
            Matrix<double> fits = DenseProducts.Multiply(rotated, Shrunk(inverses, k), context);
            Span<double> sums = errors.Row(k);
            for (int i = 0; i < rows.Count; i++)
            {
                AddSquares(rows, i, rows.Target(i, k) - _problem.TargetCentre(k), fits.Row(i), leverages.Row(i), sums);
            }
        });
        return errors;
    }

    /// <summary>u = Vᵀx̃ of every row.</summary>
    public Matrix<double> Rotate(LabelledRows rows, FitContext context) =>
        DenseProducts.Multiply(rows.Count, (i, x) => _problem.Scaling.Read(rows.Features.Row(rows.Rows[i]), x), _eigen.Vectors, context);

    /// <summary>What the other rows predict for each row, yᵢ − eᵢ/(1 − mᵢlᵢ), written to the rows' places; NaN where that is undefined.</summary>
    /// <param name="rows">The rows and targets.</param>
    /// <param name="rotated">Their <see cref="Rotate"/>.</param>
    /// <param name="penalty">Index into the grid.</param>
    /// <param name="predictions">Destination, all rows × all targets of the data that <paramref name="rows"/> selects from.</param>
    /// <param name="context">Threads and cancellation.</param>
    public void Predict(LabelledRows rows, Matrix<double> rotated, int penalty, Matrix<double> predictions, FitContext context)
    {
        double[] inverses = [.. Enumerable.Range(0, _eigen.Values.Length).Select(j => 1 / (Eigenvalue(j) + _penalties[penalty]))];
        var shrunk = new Matrix<double>(inverses.Length, rows.Columns.Length);
        for (int j = 0; j < inverses.Length; j++)
        {
            TensorPrimitives.Multiply<double>(_rotatedMoments.Row(j), inverses[j], shrunk.Row(j));
        }

        Matrix<double> fits = DenseProducts.Multiply(rotated, shrunk, context);
        ParallelLoop.For(rows.Count, context, i =>
        {
            double left = Left(rows.Weight(i), Leverage(rotated.Row(i), inverses));
            for (int k = 0; k < rows.Columns.Length; k++)
            {
                double target = rows.Target(i, k);
                double error = target - _problem.TargetCentre(k) - fits[i, k];
                predictions[rows.Rows[i], rows.Columns[k]] = left > Undefined ? target - (error / left) : double.NaN;
            }
        });
    }

    /// <summary>β(λ) = V(Λ + λ)⁻¹Vᵀg of target <paramref name="target"/> in the coordinates x̃.</summary>
    public double[] Coefficients(int target, double penalty)
    {
        var shrunk = new double[_eigen.Values.Length];
        for (int j = 0; j < shrunk.Length; j++)
        {
            shrunk[j] = _rotatedMoments[j, target] / (Eigenvalue(j) + penalty);
        }

        var coefficients = new double[shrunk.Length];
        for (int i = 0; i < coefficients.Length; i++)
        {
            coefficients[i] = TensorPrimitives.Dot<double>(_eigen.Vectors.Row(i), shrunk);
        }

        return coefficients;
    }

    private void AddSquares(
        LabelledRows rows, int i, double target, ReadOnlySpan<double> fits, ReadOnlySpan<double> leverages, Span<double> sums)
    {
        double weight = rows.Weight(i);
        for (int p = 0; p < sums.Length; p++)
        {
            double left = Left(weight, leverages[p]);
            double error = left > Undefined ? (target - fits[p]) / left : double.PositiveInfinity;
            sums[p] += weight > 0 ? weight * error * error : 0;
        }
    }

    // 1 − mᵢlᵢ; at or below Undefined a row determines its own fit.
    private double Left(double weight, double leverage) =>
        1 - (Math.Min(weight, 1) * (leverage + (_problem.Intercept ? 1 / _problem.Weight : 0)));

    private static double Leverage(ReadOnlySpan<double> rotated, ReadOnlySpan<double> inverses)
    {
        double sum = 0;
        for (int j = 0; j < rotated.Length; j++)
        {
            sum += rotated[j] * rotated[j] * inverses[j];
        }

        return sum;
    }

    // 1/(Λⱼ + λₚ), d × grid.
    private Matrix<double> Inverses()
    {
        var inverses = new Matrix<double>(_eigen.Values.Length, _penalties.Length);
        for (int j = 0; j < inverses.Rows; j++)
        {
            for (int p = 0; p < inverses.Columns; p++)
            {
                inverses[j, p] = 1 / (Eigenvalue(j) + _penalties[p]);
            }
        }

        return inverses;
    }

    private Matrix<double> Shrunk(Matrix<double> inverses, int target)
    {
        var shrunk = new Matrix<double>(inverses.Rows, inverses.Columns);
        for (int j = 0; j < shrunk.Rows; j++)
        {
            TensorPrimitives.Multiply<double>(inverses.Row(j), _rotatedMoments[j, target], shrunk.Row(j));
        }

        return shrunk;
    }

    // A Gram matrix has no negative eigenvalues; what lies below zero is rounding.
    private double Eigenvalue(int j) => Math.Max(_eigen.Values[j], 0);
}
