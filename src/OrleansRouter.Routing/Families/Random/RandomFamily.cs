namespace OrleansRouter.Routing.Families.Random;

/// <summary>Every eligible model with the same probability: the baseline without any knowledge, and the best log to learn from.</summary>
public sealed class RandomFamily : ModelMeansFamily
{
    /// <inheritdoc/>
    public override string Name => "random";

    private protected override ModelMeansRouter Create(ModelMeans means) => new RandomRouter(Name, means);

    /// <summary>Draws nothing itself: who decides holds the uniform draw, so that a decision can be recomputed.</summary>
    private sealed class RandomRouter(string section, ModelMeans means) : ModelMeansRouter(section, means)
    {
        public override void Distribution(
            ReadOnlySpan<CandidateScore> scores, ReadOnlySpan<bool> eligible, Span<double> probabilities)
        {
            double share = 1.0 / eligible.Count(true);
            for (int k = 0; k < probabilities.Length; k++)
            {
                probabilities[k] = eligible[k] ? share : 0;
            }
        }
    }
}
