using System.Numerics.Tensors;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Networks.Training;

/// <summary>v ← momentum·v + g, w ← w − lr·v.</summary>
internal sealed class SgdOptimizer(ParameterSet parameters, SgdOptions options) : Optimizer(parameters, options)
{
    private float[] _velocity = new float[parameters.Values.Length];

    public override void Write(ModelWriter writer)
    {
        base.Write(writer);
        writer.Write(_velocity);
    }

    public override void Read(ModelReader reader)
    {
        base.Read(reader);
        _velocity = ReadState(reader);
    }

    protected override void Update(Span<float> values, ReadOnlySpan<float> gradient, int offset, float clip, float decay)
    {
        Span<float> v = _velocity.AsSpan(offset, values.Length);
        TensorPrimitives.Multiply(v, (float)options.Momentum, v);
        TensorPrimitives.MultiplyAdd(gradient, clip, v, v);
        TensorPrimitives.MultiplyAdd(values, decay, v, v);
        TensorPrimitives.MultiplyAdd(v, (float)-options.LearningRate, values, values);
    }
}
