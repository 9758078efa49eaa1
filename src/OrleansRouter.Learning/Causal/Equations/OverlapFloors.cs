namespace OrleansRouter.Learning.Causal;

/// <summary>
/// The floors of <see cref="CateOptions"/> in use. Scaled to the share κ of treated rows, p̂ is clipped to [2κε, 1 − 2(1 − κ)ε], |t − p̂| is
/// compared with 2·min(κ, 1 − κ) times its floor and p̂(1 − p̂) with 4κ(1 − κ) times its floor.
/// </summary>
/// <param name="Low">Smallest propensity in use.</param>
/// <param name="High">Largest propensity in use.</param>
/// <param name="Residual">Smallest |t − p̂| that is kept.</param>
/// <param name="Overlap">p̂(1 − p̂) must be above this.</param>
internal readonly record struct OverlapFloors(double Low, double High, double Residual, double Overlap)
{
    public static OverlapFloors Of(CateOptions options, bool[] treated)
    {
        double share = options.FloorScale == FloorScale.Absolute ? 0.5 : treated.Count(t => t) / (double)treated.Length;
        return new OverlapFloors(
            2 * share * options.PropensityFloor,
            1 - (2 * (1 - share) * options.PropensityFloor),
            2 * Math.Min(share, 1 - share) * options.ResidualFloor,
            4 * share * (1 - share) * options.OverlapFloor);
    }

    /// <summary>Clips every propensity to [<see cref="Low"/>, <see cref="High"/>].</summary>
    /// <returns>The clipped copy and how many were moved.</returns>
    public (double[] Clipped, int Moved) Clip(double[] propensity)
    {
        (double low, double high) = (Low, High);
        double[] clipped = [.. propensity.Select(p => Math.Clamp(p, low, high))];
        return (clipped, clipped.Zip(propensity).Count(pair => pair.First != pair.Second));
    }
}
