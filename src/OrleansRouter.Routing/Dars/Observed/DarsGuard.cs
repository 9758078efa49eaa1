namespace OrleansRouter.Routing.Dars;

/// <summary>Checks that several uses of repeated observations share.</summary>
internal static class DarsGuard
{
    /// <summary>Refuses to weigh costs that are not known.</summary>
    /// <exception cref="ArgumentException">The weight is positive and there are no costs.</exception>
    public static void CostWeight(DarsData data, double costWeight)
    {
        if (costWeight > 0 && data.CostSource == CostSource.None)
        {
            throw new ArgumentException(
                $"{data.Table.Source}: there are no costs, so that the cost weight must be 0; got {costWeight:R}. Give a price list to estimate costs.");
        }
    }
}
