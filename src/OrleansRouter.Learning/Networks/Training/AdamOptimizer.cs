using System.Numerics;
using System.Runtime.InteropServices;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Networks.Training;

/// <summary>m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − lr·m̂/(√v̂ + ε), with m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ).</summary>
[Paper("Kingma, Ba 2015", "Algorithm 1")]
internal sealed class AdamOptimizer(ParameterSet parameters, AdamOptions options) : Optimizer(parameters, options)
{
    private readonly float _beta1 = (float)options.Beta1, _beta2 = (float)options.Beta2, _epsilon = (float)options.Epsilon;
    private readonly float _rest1 = (float)(1 - options.Beta1), _rest2 = (float)(1 - options.Beta2);
    private float[] _mean = new float[parameters.Values.Length], _square = new float[parameters.Values.Length];
    private float _step, _rootCorrection;

    public override void Write(ModelWriter writer)
    {
        base.Write(writer);
        writer.Write(_mean);
        writer.Write(_square);
    }

    public override void Read(ModelReader reader)
    {
        base.Read(reader);
        _mean = ReadState(reader);
        _square = ReadState(reader);
    }

    protected override void BeginStep()
    {
        _step = (float)(-options.LearningRate / (1 - Math.Pow(options.Beta1, Steps)));
        _rootCorrection = (float)(1 / Math.Sqrt(1 - Math.Pow(options.Beta2, Steps)));
    }

    protected override void Update(Span<float> values, ReadOnlySpan<float> gradient, int offset, float clip, float decay)
    {
        Span<float> mean = _mean.AsSpan(offset, values.Length), square = _square.AsSpan(offset, values.Length);
        int whole = values.Length - (values.Length % Vector<float>.Count);
        Span<Vector<float>> w = Vectors(values[..whole]), m = Vectors(mean[..whole]), v = Vectors(square[..whole]);
        ReadOnlySpan<Vector<float>> slopes = MemoryMarshal.Cast<float, Vector<float>>(gradient[..whole]);
        for (int i = 0; i < w.Length; i++)
        {
            Vector<float> g = (slopes[i] * clip) + (w[i] * decay);
            m[i] = (m[i] * _beta1) + (g * _rest1);
            v[i] = (v[i] * _beta2) + (g * g * _rest2);
            w[i] += m[i] * _step / ((Vector.SquareRoot(v[i]) * _rootCorrection) + new Vector<float>(_epsilon));
        }

        for (int i = whole; i < values.Length; i++)
        {
            float g = (gradient[i] * clip) + (values[i] * decay);
            mean[i] = (mean[i] * _beta1) + (g * _rest1);
            square[i] = (square[i] * _beta2) + (g * g * _rest2);
            values[i] += mean[i] * _step / ((MathF.Sqrt(square[i]) * _rootCorrection) + _epsilon);
        }
    }

    private static Span<Vector<float>> Vectors(Span<float> values) => MemoryMarshal.Cast<float, Vector<float>>(values);
}
