using System.Buffers;
using System.Numerics.Tensors;

namespace OrleansRouter.Learning.Bandits;

/// <summary>Ridge regression of one arm's rewards, A = λI + Σw·zzᵀ and θ̂ = A⁻¹Σw·r·z, kept solvable as observations arrive.</summary>
/// <remarks>As long as no observation is added, any number of threads may read.</remarks>
internal sealed class LinearArm
{
    private readonly double[] _gram;
    private readonly double[] _moment;
    private readonly double[] _coefficients;
    private readonly CholeskyFactor _factor;
    private double _weight;
    private ArmStatistics? _statistics;
    private bool _solved;

    public LinearArm(ArmStatistics statistics, double ridge)
    {
        _weight = statistics.Weight;
        _gram = statistics.Gram.ToArray();
        _moment = statistics.Moment.ToArray();
        _coefficients = new double[_moment.Length];
        _factor = new CholeskyFactor(_gram, _moment.Length, ridge);
        _statistics = statistics;
        Solve();
    }

    /// <summary>A copy of the sums; the same object until another observation arrives.</summary>
    public ArmStatistics Statistics => _statistics ??= new ArmStatistics(_weight, [.. _gram], [.. _moment]);

    /// <summary>d.</summary>
    public int Dimension => _moment.Length;

    /// <summary>θ̂; solved for when first asked after an observation.</summary>
    public ReadOnlySpan<double> Coefficients
    {
        get
        {
            if (!_solved)
            {
                Solve();
            }

            return _coefficients;
        }
    }

    /// <summary>Adds one observation, O(d²).</summary>
    public void Add(ReadOnlySpan<float> context, double reward, double weight)
    {
        BanditGuard.Context(context, Dimension);
        BanditGuard.Observation(reward, weight);
        double[] buffer = ArrayPool<double>.Shared.Rent(context.Length);
        Span<double> z = buffer.AsSpan(0, context.Length);
        TensorPrimitives.ConvertTruncating(context, z);
        PackedSymmetric.AddOuter(_gram, z, weight);
        TensorPrimitives.MultiplyAdd<double>(z, weight * reward, _moment, _moment);
        _weight += weight;
        _statistics = null;
        TensorPrimitives.Multiply(z, Math.Sqrt(weight), z);
        _factor.Update(z);
        ArrayPool<double>.Shared.Return(buffer);
        _solved = false;
    }

    /// <summary>Turns d standard normal numbers into θ̃ ~ N(θ̂, scale²·A⁻¹).</summary>
    public void Draw(double scale, Span<double> normals)
    {
        _factor.SolveUpper(normals);
        TensorPrimitives.MultiplyAdd(normals, scale, Coefficients, normals);
    }

    /// <summary>Mean and width of every arm in one context.</summary>
    /// <param name="arms">Length K.</param>
    /// <param name="context">z, length d, finite.</param>
    /// <param name="estimates">Destination, length K.</param>
    public static void Estimate(ReadOnlySpan<LinearArm> arms, ReadOnlySpan<float> context, Span<ArmEstimate> estimates)
    {
        BanditGuard.Context(context, arms[0].Dimension);
        double[] buffer = ArrayPool<double>.Shared.Rent(2 * context.Length);
        Span<double> z = buffer.AsSpan(0, context.Length), scratch = buffer.AsSpan(context.Length, context.Length);
        TensorPrimitives.ConvertTruncating(context, z);
        for (int k = 0; k < arms.Length; k++)
        {
            estimates[k] = arms[k].Estimate(z, scratch);
        }

        ArrayPool<double>.Shared.Return(buffer);
    }

    private ArmEstimate Estimate(ReadOnlySpan<double> z, Span<double> scratch)
    {
        z.CopyTo(scratch);
        _factor.SolveTransposed(scratch);
        return new ArmEstimate(TensorPrimitives.Dot(z, Coefficients), TensorPrimitives.Norm<double>(scratch));
    }

    private void Solve()
    {
        _solved = true;
        _moment.CopyTo(_coefficients, 0);
        _factor.SolveTransposed(_coefficients);
        _factor.SolveUpper(_coefficients);
    }
}
