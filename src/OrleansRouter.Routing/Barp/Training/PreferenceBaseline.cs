using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Barp.Training;

/// <summary>
/// b(w) = β₀ + β₁w_c + β₂w_c²: the reward to expect at a preference, by least squares over the rewards so far, older ones counting less.
/// Rewards differ far more between preferences than between models; what this explains is no noise in the gradient any more.
/// </summary>
internal sealed class PreferenceBaseline
{
    private const int Terms = 3;

    // Half of the weight lies on the last 700 rewards.
    private const double Forgetting = 0.999, Penalty = 1e-3;

    private readonly Matrix<double> _gram = new(Terms, Terms);
    private readonly double[] _moment = new double[Terms];
    private double[] _coefficients = new double[Terms];

    /// <summary>b(w) by the rewards before the last <see cref="Refresh"/>; 0 before the first.</summary>
    public double Of(SimplexWeights weights) => _coefficients[0] + (weights.Cost * (_coefficients[1] + (weights.Cost * _coefficients[2])));

    /// <summary>Takes in one reward; it counts from the next <see cref="Refresh"/> on.</summary>
    public void Add(SimplexWeights weights, double reward)
    {
        ReadOnlySpan<double> terms = [1, weights.Cost, weights.Cost * weights.Cost];
        for (int i = 0; i < Terms; i++)
        {
            _moment[i] = (Forgetting * _moment[i]) + (reward * terms[i]);
            for (int j = 0; j < Terms; j++)
            {
                _gram[i, j] = (Forgetting * _gram[i, j]) + (terms[i] * terms[j]);
            }
        }
    }

    /// <summary>Solves for the coefficients.</summary>
    public void Refresh()
    {
        var penalised = new Matrix<double>(Terms, Terms, [.. _gram.Values]);
        for (int i = 0; i < Terms; i++)
        {
            penalised[i, i] += Penalty;
        }

        double[] coefficients = [.. _moment];
        Cholesky.TryFactor(penalised)!.Solve(coefficients);
        _coefficients = coefficients;
    }

    /// <summary>Writes all that it knows.</summary>
    public void Write(ModelWriter writer)
    {
        writer.Write(_gram.Values.AsSpan());
        writer.Write(_moment.AsSpan());
        writer.Write(_coefficients.AsSpan());
    }

    /// <summary>Takes over what <see cref="Write"/> wrote.</summary>
    public void Read(ModelReader reader)
    {
        reader.ReadDoubles().CopyTo(_gram.Values, 0);
        reader.ReadDoubles().CopyTo(_moment, 0);
        reader.ReadDoubles().CopyTo(_coefficients, 0);
    }
}
