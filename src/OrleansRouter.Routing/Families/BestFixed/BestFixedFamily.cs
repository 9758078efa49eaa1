namespace OrleansRouter.Routing.Families.BestFixed;

/// <summary>
/// The best single model under the preference: argmax_k of mean quality, cost and risk over the training queries. It does not read
/// the prompt; it moves with the preference and is the baseline that a router has to beat.
/// </summary>
public sealed class BestFixedFamily : ModelMeansFamily
{
    /// <inheritdoc/>
    public override string Name => "best-fixed";

    private protected override ModelMeansRouter Create(ModelMeans means) => new(Name, means);
}
