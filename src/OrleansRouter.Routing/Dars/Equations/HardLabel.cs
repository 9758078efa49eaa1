using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Dars.Equations;

/// <summary>y(x) = argmax_k U(x,k): the preferred model, the target of classifiers.</summary>
[Paper("DARS", "section 4.2, preferred model")]
public static class HardLabel
{
    /// <summary>The model of the largest utility; on ties the first, −1 when no utility is known (NaN).</summary>
    public static int Of(ReadOnlySpan<double> utilities)
    {
        int best = -1;
        for (int k = 0; k < utilities.Length; k++)
        {
            best = !double.IsNaN(utilities[k]) && (best < 0 || utilities[k] > utilities[best]) ? k : best;
        }

        return best;
    }
}
