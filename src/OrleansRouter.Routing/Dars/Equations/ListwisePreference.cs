using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Dars.Equations;

/// <summary>The permutation π with U_π(1) ≥ U_π(2) ≥ …: all models in order of preference, the target of listwise ranking.</summary>
[Paper("DARS", "section 4.2, listwise preferences")]
public static class ListwisePreference
{
    /// <summary>The models of known utility, best first; ties keep the order of the models.</summary>
    public static int[] Of(ReadOnlySpan<double> utilities)
    {
        double[] known = utilities.ToArray();
        return [.. Enumerable.Range(0, known.Length).Where(k => !double.IsNaN(known[k])).OrderByDescending(k => known[k])];
    }
}
