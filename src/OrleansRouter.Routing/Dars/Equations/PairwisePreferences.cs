using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Dars.Equations;

/// <summary>One preference between two models.</summary>
/// <param name="Better">The preferred model.</param>
/// <param name="Worse">The other one.</param>
/// <param name="Margin">U(better) − U(worse) &gt; 0.</param>
public readonly record struct ModelPreference(int Better, int Worse, double Margin);

/// <summary>{(j,k) : U_j − U_k &gt; m}: every pair of models whose utilities differ by more than a margin, the target of ranking routers.</summary>
[Paper("DARS", "section 4.2, pairwise preferences")]
public static class PairwisePreferences
{
    /// <summary>The preferences; models of unknown utility (NaN) are in none.</summary>
    /// <param name="utilities">Length K.</param>
    /// <param name="margin">m ≥ 0: differences up to it are ties.</param>
    /// <exception cref="ArgumentOutOfRangeException">The margin is negative or not finite.</exception>
    public static IReadOnlyList<ModelPreference> Of(ReadOnlySpan<double> utilities, double margin = 0)
    {
        if (!(margin is >= 0 and < double.PositiveInfinity))
        {
            throw new ArgumentOutOfRangeException(nameof(margin), margin, "Must be a finite number of at least 0.");
        }

        List<ModelPreference> preferences = [];
        for (int j = 0; j < utilities.Length; j++)
        {
            for (int k = 0; k < utilities.Length; k++)
            {
                double difference = utilities[j] - utilities[k];
                if (difference > margin)
                {
                    preferences.Add(new ModelPreference(j, k, difference));
                }
            }
        }

        return preferences;
    }
}
