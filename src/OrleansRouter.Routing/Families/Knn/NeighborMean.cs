using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Families.Knn;

/// <summary>
/// Weighted means of the labels of neighbours. A neighbour without a label does not count for that target; where none of them has one, the
/// mean over all rows stands in.
/// </summary>
internal sealed class NeighborMean
{
    private const int StackLimit = 512;

    private readonly Matrix<double> _labels;
    private readonly double[] _means;
    private readonly NeighborWeighting _weighting;
    private readonly double _epsilon;

    /// <param name="labels">n × T; NaN where unknown, each column known somewhere.</param>
    /// <param name="weighting">How neighbours are weighted.</param>
    /// <param name="epsilon">ε of the weights.</param>
    public NeighborMean(Matrix<double> labels, NeighborWeighting weighting, double epsilon)
    {
        _labels = labels;
        _weighting = weighting;
        _epsilon = epsilon;
        _means = [.. Enumerable.Range(0, labels.Columns).Select(t =>
            Enumerable.Range(0, labels.Rows).Select(i => labels[i, t]).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average())];
    }

    public int Rows => _labels.Rows;

    public int TargetCount => _labels.Columns;

    /// <summary>Whether every target is known somewhere, so that every prediction is finite.</summary>
    public bool IsComplete => Array.TrueForAll(_means, double.IsFinite);

    /// <summary>Predicts every target; allocates nothing for up to 512 neighbours and targets.</summary>
    /// <param name="indices">Rows of the neighbours, nearest first, at least one.</param>
    /// <param name="distances">Their distances.</param>
    /// <param name="predictions">Destination, length T.</param>
    public void Predict(ReadOnlySpan<int> indices, ReadOnlySpan<float> distances, Span<double> predictions)
    {
        Span<double> weights = indices.Length <= StackLimit ? stackalloc double[indices.Length] : new double[indices.Length];
        Span<double> totals = TargetCount <= StackLimit ? stackalloc double[TargetCount] : new double[TargetCount];
        NeighborWeights.Fill(distances, _epsilon, _weighting, weights);
        totals.Clear();
        predictions.Clear();
        for (int i = 0; i < indices.Length; i++)
        {
            ReadOnlySpan<double> row = _labels.Row(indices[i]);
            for (int t = 0; t < row.Length; t++)
            {
                if (!double.IsNaN(row[t]))
                {
                    predictions[t] += weights[i] * row[t];
                    totals[t] += weights[i];
                }
            }
        }

        for (int t = 0; t < totals.Length; t++)
        {
            predictions[t] = totals[t] > 0 ? predictions[t] / totals[t] : _means[t];
        }
    }

    public void Write(ModelWriter writer)
    {
        writer.Write((int)_weighting);
        writer.Write(_epsilon);
        writer.Write(_labels);
    }

    public static NeighborMean Read(ModelReader reader)
    {
        var weighting = (NeighborWeighting)reader.ReadInt32(0, (int)NeighborWeighting.Uniform);
        double epsilon = reader.ReadDouble();
        return new NeighborMean(reader.ReadDoubleMatrix(), weighting, epsilon);
    }
}
