using System.Runtime.InteropServices;

namespace OrleansRouter.Learning.Trees.Growing;

/// <summary>The largest absolute gradient and the largest Hessian of a sample; ranges of parts of the rows merge.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct GradientRange(double Gradient, double Hessian)
{
    /// <summary>The range with one more row.</summary>
    public GradientRange With(GradientSum row) => new(Math.Max(Gradient, Math.Abs(row.Gradient)), Math.Max(Hessian, row.Hessian));

    /// <summary>The range of both sets of rows.</summary>
    public GradientRange Merge(GradientRange other) => new(Math.Max(Gradient, other.Gradient), Math.Max(Hessian, other.Hessian));
}

/// <summary>Grid steps to which gradients and Hessians are rounded, see <see cref="ExactGrid"/>.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct GradientSteps(double Gradient, double Hessian)
{
    /// <summary>The steps for a range and the largest weight that a sample can have.</summary>
    public static GradientSteps Of(GradientRange range, double totalWeight) =>
        new(ExactGrid.Step(totalWeight * range.Gradient), ExactGrid.Step(totalWeight * range.Hessian));
}
