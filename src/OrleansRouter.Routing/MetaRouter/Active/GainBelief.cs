using System.Numerics.Tensors;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.MetaRouter.Active;

/// <summary>
/// What is known of the gains of many queries: the covariance of an ensemble of estimates. A label at one query narrows what is believed of all that
/// the ensemble varies together with it.
/// </summary>
/// <remarks>Deviations are kept query by query, so that each covariance is one inner product over the ensemble. Not thread-safe.</remarks>
[Paper("Whitaker, Hamill 2002", "square-root filter for one observation")]
internal sealed class GainBelief
{
    private readonly Matrix<double> _deviations;

    /// <summary>Takes an ensemble.</summary>
    /// <param name="ensemble">At least two estimates, one row each, at every query.</param>
    public GainBelief(Matrix<double> ensemble)
    {
        double scale = 1 / Math.Sqrt(ensemble.Rows - 1);
        _deviations = new Matrix<double>(ensemble.Columns, ensemble.Rows);
        for (int i = 0; i < ensemble.Columns; i++)
        {
            Span<double> deviation = _deviations.Row(i);
            for (int r = 0; r < ensemble.Rows; r++)
            {
                deviation[r] = ensemble[r, i];
            }

            TensorPrimitives.Subtract(deviation, TensorPrimitives.Sum<double>(deviation) / ensemble.Rows, deviation);
            TensorPrimitives.Multiply(deviation, scale, deviation);
        }
    }

    /// <summary>Number of queries.</summary>
    public int Count => _deviations.Rows;

    /// <summary>Cov(m(i), m(j)) as believed now.</summary>
    public double Covariance(int i, int j) => TensorPrimitives.Dot<double>(_deviations.Row(i), _deviations.Row(j));

    /// <summary>Takes a label at query <paramref name="i"/> into account, whatever it will say.</summary>
    /// <param name="i">The query.</param>
    /// <param name="labelVariance">Variance of the label around the gain, &gt; 0.</param>
    public void Observe(int i, double labelVariance)
    {
        double[] direction = _deviations.Row(i).ToArray();
        double variance = TensorPrimitives.SumOfSquares<double>(direction);
        if (!(variance > 0))
        {
            return;
        }

        double shrinkage = (1 - Math.Sqrt(labelVariance / (variance + labelVariance))) / variance;
        for (int j = 0; j < Count; j++)
        {
            Span<double> deviation = _deviations.Row(j);
            TensorPrimitives.MultiplyAdd(direction, -shrinkage * TensorPrimitives.Dot<double>(direction, deviation), deviation, deviation);
        }
    }
}
