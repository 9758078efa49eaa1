using System.Runtime.InteropServices;

namespace OrleansRouter.Learning.Trees.Growing;

/// <summary>
/// What a set of rows contributes to a tree: Σ g, the negative gradient of the loss, and Σ h, its second derivative.
/// For a weighted mean g = w·(y − centre) and h = w. All values are multiples of a power of two (see <see cref="ExactGrid"/>),
/// so that sums and differences are exact: histograms merge and subtract to the same bits in any order.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct GradientSum(double Gradient, double Hessian)
{
    /// <summary>Both sets of rows together.</summary>
    public static GradientSum operator +(GradientSum a, GradientSum b) => new(a.Gradient + b.Gradient, a.Hessian + b.Hessian);

    /// <summary>The rows of <paramref name="a"/> without those of <paramref name="b"/>, a subset.</summary>
    public static GradientSum operator -(GradientSum a, GradientSum b) => new(a.Gradient - b.Gradient, a.Hessian - b.Hessian);

    /// <summary>Every row counted <paramref name="times"/> times.</summary>
    public static GradientSum operator *(double times, GradientSum a) => new(times * a.Gradient, times * a.Hessian);
}
