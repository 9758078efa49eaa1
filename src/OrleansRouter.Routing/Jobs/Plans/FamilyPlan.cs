namespace OrleansRouter.Routing.Jobs.Plans;

/// <summary>Families on kind A data: the same bytes as <see cref="Policies.PolicyTrainer"/> gives.</summary>
public sealed class FamilyPlan : EmbeddingPlan
{
    /// <inheritdoc/>
    public override string Name => "family";

    private protected override JobData Read(JobWork work) => JobData.OfScores(work);
}
