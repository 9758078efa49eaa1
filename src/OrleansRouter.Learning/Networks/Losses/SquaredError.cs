namespace OrleansRouter.Learning.Networks.Losses;

/// <summary>ℓⱼ = (pⱼ − tⱼ)².</summary>
internal sealed class SquaredError(Node prediction, Node target, Node? weights) : ColumnLoss(prediction, target, weights)
{
    protected override double Column(float prediction, float target, out float slope)
    {
        float difference = prediction - target;
        slope = 2 * difference;
        return (double)difference * difference;
    }
}
