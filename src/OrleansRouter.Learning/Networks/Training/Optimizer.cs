using OrleansRouter.Learning.Networks.Kernels;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Networks.Training;

/// <summary>Updates the parameters from a gradient, stretch by stretch; stretches are independent, so threads may share them.</summary>
internal abstract class Optimizer
{
    private const int StretchLength = 1 << 16;

    private readonly ParameterSet _parameters;
    private readonly OptimizerOptions _options;
    private readonly Stretch[] _stretches;
    private readonly Action<int> _update;
    private float[] _gradient = [];
    private float _clip = 1;

    protected Optimizer(ParameterSet parameters, OptimizerOptions options)
    {
        (_parameters, _options, _update) = (parameters, options, Update);
        _stretches = [.. parameters.Parameters.SelectMany(p => Cut(p, options))];
    }

    /// <summary>How many updates were made.</summary>
    public long Steps { get; private set; }

    /// <summary>Moves the parameters against <paramref name="gradient"/>, which is laid out like them.</summary>
    public void Step(float[] gradient, WorkCrew crew)
    {
        Steps++;
        _gradient = gradient;
        _clip = ClipFactor(gradient);
        BeginStep();
        crew.Run(_stretches.Length, gradient.Length, _update);
    }

    /// <summary>Writes step count and moments, so that training continues as if it had not stopped.</summary>
    public virtual void Write(ModelWriter writer) => writer.Write(Steps);

    /// <summary>Restores what <see cref="Write"/> wrote.</summary>
    public virtual void Read(ModelReader reader) => Steps = reader.ReadInt64();

    /// <summary>Called once per step before the stretches are updated.</summary>
    protected virtual void BeginStep()
    {
    }

    /// <summary>Updates one stretch in place; its gradient is clip·gradient + decay·values.</summary>
    protected abstract void Update(Span<float> values, ReadOnlySpan<float> gradient, int offset, float clip, float decay);

    /// <summary>Reads a state array that must be as long as the parameters.</summary>
    protected float[] ReadState(ModelReader reader)
    {
        float[] state = reader.ReadSingles();
        return state.Length == _parameters.Values.Length
            ? state
            : throw new ModelFormatException($"The optimiser's state has {state.Length} values; the network has {_parameters.Values.Length}.");
    }

    private void Update(int index)
    {
        Stretch s = _stretches[index];
        Update(_parameters.Values.AsSpan(s.Offset, s.Length), _gradient.AsSpan(s.Offset, s.Length), s.Offset, _clip, s.Decay);
    }

    // As PyTorch's clip_grad_norm_: the factor is limit/(norm + 1e−6), at most 1.
    private float ClipFactor(float[] gradient) => _options.ClipNorm is double limit
        ? (float)Math.Min(1, limit / (Math.Sqrt(InnerProduct.Square(gradient)) + 1e-6))
        : 1;

    private static IEnumerable<Stretch> Cut(Parameter p, OptimizerOptions options)
    {
        float decay = p.IsBias && !options.DecayBiases ? 0 : (float)options.WeightDecay;
        for (int start = 0; start < p.Length; start += StretchLength)
        {
            yield return new Stretch(p.Offset + start, Math.Min(StretchLength, p.Length - start), decay);
        }
    }

    private readonly record struct Stretch(int Offset, int Length, float Decay);
}
