using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Families.RmSoftmax;

/// <summary>
/// Logits at the cost weight that a request asks for, such that a larger cost weight never favours a costlier model.
/// </summary>
/// <remarks>
/// With models in the order of their mean cost, the logit of each less that of the next cheaper one must not rise with λ. A trained network
/// keeps to that but for noise; the differences are therefore replaced by their closest non-increasing sequence over the grid (isotonic
/// least squares), which leaves a network that keeps to it as it is. Between points of the grid logits are interpolated. Beyond it a unit
/// of λ takes κ·c̄_k off the logit of model k, and a risk aversion other than β of training takes κ·σ̄_k a unit.
/// </remarks>
/// <param name="costWeights">The grid of λ, ascending from 0, length G.</param>
/// <param name="means">What is known of each model: K means of quality, cost and risk.</param>
/// <param name="riskAversion">β of training.</param>
/// <param name="slope">κ, logits per unit of utility.</param>
internal sealed class MonotoneLogits(double[] costWeights, ModelMeans means, double riskAversion, double slope)
{
    private const int StackLimit = 1024;

    private readonly int[] _cheapestFirst =
        [.. Enumerable.Range(0, means.Models.Length).OrderBy(k => means.NormalisedCost[k]).ThenBy(k => k)];

    public ModelMeans Means => means;

    public IReadOnlyList<double> CostWeights => costWeights;

    /// <summary>Scores of every model; utilities are logits times the quality weight.</summary>
    /// <param name="logits">G groups of K.</param>
    /// <param name="preference">λ is its cost weight per unit of quality weight, β its risk aversion likewise.</param>
    /// <param name="scores">Destination, length K.</param>
    public void Score(ReadOnlySpan<float> logits, Preference preference, Span<CandidateScore> scores)
    {
        int groups = costWeights.Length, models = scores.Length;
        Span<double> differences = groups <= StackLimit ? stackalloc double[groups] : new double[groups];
        double place = Place(preference), level = 0;
        for (int j = 0; j < models; j++)
        {
            int k = _cheapestFirst[j];
            for (int g = 0; g < groups; g++)
            {
                differences[g] = logits[(g * models) + k] - (j > 0 ? logits[(g * models) + _cheapestFirst[j - 1]] : 0);
            }

            if (j > 0)
            {
                IsotonicFit.NonIncreasing(differences);
            }

            level += Interpolate(differences, place);
            double utility = (preference.QualityWeight * level) - (slope * Excess(k, preference));
            scores[k] = new CandidateScore(means.Quality[k], means.NormalisedCost[k], means.Risk[k], utility);
        }
    }

    public void Write(ModelWriter writer, string section)
    {
        means.Write(writer, section);
        writer.Write(costWeights);
        writer.Write(riskAversion);
        writer.Write(slope);
    }

    public static MonotoneLogits Read(ModelReader reader, string section)
    {
        var means = ModelMeans.Read(reader, section);
        double[] grid = reader.ReadDoubles();
        double riskAversion = reader.ReadDouble(), slope = reader.ReadDouble();
        bool ascends = grid.Length > 1 && grid[0] == 0 && double.IsFinite(grid[^1]) && grid.Zip(grid.Skip(1), (a, b) => a < b).All(rises => rises);
        return ascends && double.IsFinite(riskAversion) && slope is > 0 and < double.PositiveInfinity
            ? new MonotoneLogits(grid, means, riskAversion, slope)
            : throw new ModelFormatException($"Section '{section}': the cost weights do not ascend from 0, or risk aversion or slope are not finite.");
    }

    // Where λ lies between the points of the grid, from 0 to G − 1; beyond the last point it stays there.
    private double Place(Preference preference)
    {
        double wanted = preference.CostWeight, last = costWeights[^1] * preference.QualityWeight;
        if (!(wanted < last))
        {
            return costWeights.Length - 1;
        }

        int g = 0;
        while (costWeights[g + 1] * preference.QualityWeight <= wanted)
        {
            g++;
        }

        return g + (((wanted / preference.QualityWeight) - costWeights[g]) / (costWeights[g + 1] - costWeights[g]));
    }

    // The utility that the request takes off beyond what training did.
    private double Excess(int k, Preference preference) =>
        (Math.Max(0, preference.CostWeight - (costWeights[^1] * preference.QualityWeight)) * means.NormalisedCost[k])
        + ((preference.RiskAversion - (riskAversion * preference.QualityWeight)) * means.Risk[k]);

    private static double Interpolate(ReadOnlySpan<double> values, double place)
    {
        int below = Math.Min((int)place, values.Length - 2);
        double share = place - below;
        return ((1 - share) * values[below]) + (share * values[below + 1]);
    }
}
