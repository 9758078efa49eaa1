namespace OrleansRouter.Routing.Families.Cheapest;

/// <summary>Always the model with the smallest mean cost in US dollars, whatever the prompt and the preference.</summary>
public sealed class CheapestFamily : ModelMeansFamily
{
    /// <inheritdoc/>
    public override string Name => "cheapest";

    private protected override ModelMeansRouter Create(ModelMeans means) => new CheapestRouter(Name, means);

    /// <summary>Ranks by the negative mean cost; uncapped, so that models above the cost cap still differ.</summary>
    private sealed class CheapestRouter(string section, ModelMeans means) : ModelMeansRouter(section, means)
    {
        public override void Score(ReadOnlySpan<float> embedding, Preference preference, Span<CandidateScore> scores)
        {
            base.Score(embedding, preference, scores);
            for (int k = 0; k < scores.Length; k++)
            {
                scores[k] = scores[k] with { Utility = -Means.CostUsd[k] };
            }
        }
    }
}
