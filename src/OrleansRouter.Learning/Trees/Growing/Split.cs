using OrleansRouter.Learning.Trees.Binning;

namespace OrleansRouter.Learning.Trees.Growing;

/// <summary>A way to part a node: codes up to <paramref name="Bin"/> go left.</summary>
/// <param name="Feature">The feature, or −1 for no split.</param>
/// <param name="Bin">Last value bin of the left side.</param>
/// <param name="NextBin">First value bin of the right side that the threshold is placed before; <see cref="FeatureBins.Missing"/> when only missing values go right.</param>
/// <param name="MissingLeft">Where missing values go.</param>
/// <param name="Gain">Score of the children minus score of the node.</param>
/// <param name="Left">Sum over the rows that go left.</param>
public readonly record struct Split(int Feature, byte Bin, byte NextBin, bool MissingLeft, double Gain, GradientSum Left)
{
    /// <summary>No split; any split gains more.</summary>
    public static Split None { get; } = new(-1, 0, 0, MissingLeft: false, double.NegativeInfinity, default);

    /// <summary>Whether a row with this code goes left.</summary>
    public bool GoesLeft(byte code) => code == FeatureBins.Missing ? MissingLeft : code <= Bin;
}
