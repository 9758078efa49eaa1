namespace OrleansRouter.Learning.Linear;

/// <summary>The logistic function without overflow.</summary>
internal static class Logistic
{
    /// <summary>σ(z) = 1/(1 + exp(−z)).</summary>
    public static double Sigmoid(double z)
    {
        double e = Math.Exp(-Math.Abs(z));
        return z >= 0 ? 1 / (1 + e) : e / (1 + e);
    }

    /// <summary>ln(1 + exp(−margin)).</summary>
    public static double Loss(double margin)
    {
        double e = Math.Exp(-Math.Abs(margin));
        return Math.Max(-margin, 0) + (e < 1e-8 ? e : Math.Log(1 + e));
    }
}
