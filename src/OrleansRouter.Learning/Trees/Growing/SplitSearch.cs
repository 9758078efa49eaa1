using System.Numerics;
using OrleansRouter.Learning.Trees.Binning;

namespace OrleansRouter.Learning.Trees.Growing;

/// <summary>
/// Finds the best split of one node over the features it is offered, one after the other. Of equal gains the first offered wins,
/// and sums are exact, so the choice is the same wherever the histograms came from.
/// </summary>
[Paper("Chen, Guestrin 2016", "eq. 7 and algorithm 3")]
internal readonly ref struct SplitSearch
{
    /// <summary>A gain within rounding error of 0 is none.</summary>
    private const double RelativeNoise = 1e-13;

    private readonly GrowthRules _rules;
    private readonly GradientSum _node;
    private readonly double _nodeScore;
    private readonly double _minGain;
    private readonly Span<double> _gains;

    /// <summary>Starts the search of a node.</summary>
    /// <param name="rules">Rules of growth.</param>
    /// <param name="node">Sum over the rows of the node.</param>
    /// <param name="scratch">Room for the gains of <see cref="BinScan.Slots"/> candidates.</param>
    public SplitSearch(GrowthRules rules, GradientSum node, Span<double> scratch)
    {
        _rules = rules;
        _node = node;
        _nodeScore = rules.Score(node);
        _minGain = rules.MinGain + (RelativeNoise * _nodeScore);
        _gains = scratch;
    }

    /// <summary>Offers every split between the occupied bins of a feature, with missing values on either side.</summary>
    /// <returns>False when the feature is constant in the node.</returns>
    public bool Offer(int feature, BinScan bins, ref Split best)
    {
        if (bins.Count < 2)
        {
            return false;
        }

        OfferAll(feature, bins, bins.Count - 1, missing: default, ref best);
        if (bins.AnyMissing && bins.Values > 1)
        {
            OfferAll(feature, bins, bins.Values - 1, _node - bins.UpTo(bins.Values - 1), ref best);
        }

        return true;
    }

    /// <summary>Offers one random split of a feature: the threshold is uniform between the smallest and largest value in the node.</summary>
    /// <returns>False when the feature is constant in the node.</returns>
    [Paper("Geurts, Ernst, Wehenkel 2006", "table 1, pick a random split")]
    public bool OfferRandom(int feature, FeatureBins features, BinScan bins, ref NodeRandom random, ref Split best)
    {
        if (bins.Count < 2)
        {
            return false;
        }

        if (bins.Values == 1)
        {
            OfferOne(feature, bins.Codes[0], FeatureBins.Missing, missingLeft: false, bins.UpTo(0), ref best);
            return true;
        }

        byte highest = bins.Codes[bins.Values - 1];
        float low = features.Lows[bins.Codes[0]];
        double threshold = low + (random.NextDouble() * ((double)features.Lows[highest] - low));
        int bin = bins.Codes[0];
        while (bin + 1 < highest && features.Lows[bin + 1] <= threshold)
        {
            bin++;
        }

        int last = 0;
        while (bins.Codes[last + 1] <= bin)
        {
            last++;
        }

        GradientSum left = bins.UpTo(last);
        bool missingLeft = bins.AnyMissing ? random.NextInt(2) == 0 : IsHeavier(left);
        GradientSum missing = missingLeft && bins.AnyMissing ? _node - bins.UpTo(bins.Values - 1) : default;
        OfferOne(feature, (byte)bin, (byte)(bin + 1), missingLeft, left + missing, ref best);
        return true;
    }

    private void OfferOne(int feature, byte bin, byte next, bool missingLeft, GradientSum left, ref Split best)
    {
        GradientSum right = _node - left;
        double gain = _rules.Score(left) + _rules.Score(right) - _nodeScore;
        if (gain > best.Gain && gain > _minGain && left.Hessian >= _rules.MinChild && right.Hessian >= _rules.MinChild)
        {
            best = new Split(feature, bin, next, missingLeft, gain, left);
        }
    }

    /// <summary>Offers the splits after each of the first <paramref name="count"/> occupied bins, with <paramref name="missing"/> added to the left.</summary>
    private void OfferAll(int feature, BinScan bins, int count, GradientSum missing, ref Split best)
    {
        ReadOnlySpan<double> hessians = bins.Hessians;
        int first = 0;
        while (first < count && hessians[first] + missing.Hessian < _rules.MinChild)
        {
            first++;
        }

        while (count > first && _node.Hessian - hessians[count - 1] - missing.Hessian < _rules.MinChild)
        {
            count--;
        }

        int at = FindBest(bins.Gradients[first..count], hessians[first..count], missing, Math.Max(best.Gain, _minGain));
        if (at >= 0)
        {
            GradientSum left = bins.UpTo(first + at) + missing;
            bool missingLeft = bins.AnyMissing ? missing.Hessian > 0 : IsHeavier(left);
            best = new Split(feature, bins.Codes[first + at], bins.Codes[first + at + 1], missingLeft, _gains[at], left);
        }
    }

    /// <summary>The first of the largest gains above <paramref name="threshold"/>, or −1; its gain stays in the scratch.</summary>
    private int FindBest(ReadOnlySpan<double> gradients, ReadOnlySpan<double> hessians, GradientSum missing, double threshold)
    {
        int i = 0;
        for (; i + Vector<double>.Count <= gradients.Length; i += Vector<double>.Count)
        {
            Gains(new Vector<double>(gradients[i..]), new Vector<double>(hessians[i..]), missing).CopyTo(_gains[i..]);
        }

        int best = -1;
        for (; i < gradients.Length; i++)
        {
            _gains[i] = Gain(gradients[i] + missing.Gradient, hessians[i] + missing.Hessian);
        }

        for (i = 0; i < gradients.Length; i++)
        {
            if (_gains[i] > threshold)
            {
                threshold = _gains[i];
                best = i;
            }
        }

        return best;
    }

    /// <summary>Score of both children minus that of the node, over one common denominator: a division costs as much as all the rest.</summary>
    private double Gain(double gradient, double hessian)
    {
        double left = Math.Max(Math.Abs(gradient) - _rules.L1, 0);
        double right = Math.Max(Math.Abs(_node.Gradient - gradient) - _rules.L1, 0);
        double leftHessian = hessian + _rules.L2;
        double rightHessian = _node.Hessian - hessian + _rules.L2;
        return (((left * left * rightHessian) + (right * right * leftHessian)) / (leftHessian * rightHessian)) - _nodeScore;
    }

    /// <summary><see cref="Gain"/>, several candidates at a time.</summary>
    private Vector<double> Gains(Vector<double> gradients, Vector<double> hessians, GradientSum missing)
    {
        gradients += new Vector<double>(missing.Gradient);
        hessians += new Vector<double>(missing.Hessian);
        var l1 = new Vector<double>(_rules.L1);
        var l2 = new Vector<double>(_rules.L2);
        Vector<double> left = Vector.Max(Vector.Abs(gradients) - l1, Vector<double>.Zero);
        Vector<double> right = Vector.Max(Vector.Abs(new Vector<double>(_node.Gradient) - gradients) - l1, Vector<double>.Zero);
        Vector<double> leftHessians = hessians + l2;
        Vector<double> rightHessians = new Vector<double>(_node.Hessian) - hessians + l2;
        return (((left * left * rightHessians) + (right * right * leftHessians)) / (leftHessians * rightHessians)) - new Vector<double>(_nodeScore);
    }

    private bool IsHeavier(GradientSum left) => left.Hessian + left.Hessian >= _node.Hessian;
}
