using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Dars.Equations;

/// <summary>F(x) = 1[|{argmax_k u_i(x,k) : i}| &gt; 1]: whether single observations of one query name different winners.</summary>
[Paper("DARS", "appendix C.5, winner flip rate")]
public static class WinnerFlip
{
    /// <summary>Whether the winner changes.</summary>
    /// <param name="utilities">Per observation index i the utilities u_i of all models; at least one index.</param>
    public static bool Of(IReadOnlyList<double[]> utilities)
    {
        int first = HardLabel.Of(utilities[0]);
        return utilities.Any(shot => HardLabel.Of(shot) != first);
    }
}
