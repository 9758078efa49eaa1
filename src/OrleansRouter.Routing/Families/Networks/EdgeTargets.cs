using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Families.Networks;

/// <summary>
/// Labels of query–model pairs as a network learns from them: n × T values, and as many weights, 0 where a label is unknown and alike
/// elsewhere, so that a weighted mean over all pairs is the mean over the known ones.
/// </summary>
/// <param name="Values">0 where unknown.</param>
/// <param name="Weights">nT/known, or 0.</param>
internal sealed record EdgeTargets(Matrix<float> Values, Matrix<float> Weights)
{
    private const double MaxLogOdds = 4;

    /// <summary>Takes labels, NaN where unknown.</summary>
    public static EdgeTargets Of(Matrix<double> labels) => Of(labels, x => x);

    /// <summary>Takes a function of labels, NaN where unknown.</summary>
    public static EdgeTargets Of(Matrix<double> labels, Func<double, double> value)
    {
        double weight = (double)labels.Values.Length / Math.Max(1, labels.Values.Count(double.IsFinite));
        return new EdgeTargets(
            new Matrix<float>(labels.Rows, labels.Columns, [.. labels.Values.Select(x => double.IsNaN(x) ? 0 : (float)value(x))]),
            new Matrix<float>(labels.Rows, labels.Columns, [.. labels.Values.Select(x => double.IsNaN(x) ? 0 : (float)weight)]));
    }

    /// <summary>logit of every column's mean label, kept within ±4; labels lie in [0, 1].</summary>
    public Initializer LogOdds() => (values, _) =>
    {
        for (int t = 0; t < values.Length; t++)
        {
            double sum = 0, weight = 1e-9;
            for (int i = 0; i < Values.Rows; i++)
            {
                (sum, weight) = (sum + (Weights[i, t] * Values[i, t]), weight + Weights[i, t]);
            }

            double mean = sum / weight;
            values[t] = (float)Math.Clamp(Math.Log(mean / (1 - mean)), -MaxLogOdds, MaxLogOdds);
        }
    };

    /// <summary>The labels as inputs of a graph.</summary>
    public Inputs AddTo(Graph graph) => new(this, graph.Input(Values.Columns), graph.Input(Weights.Columns));

    /// <summary>Nodes that hold the labels of a batch.</summary>
    /// <param name="Targets">Where they come from.</param>
    /// <param name="Values">The labels.</param>
    /// <param name="Weights">Their weights.</param>
    internal sealed record Inputs(EdgeTargets Targets, InputNode Values, InputNode Weights)
    {
        /// <summary>Copies the labels of <paramref name="rows"/>.</summary>
        public void Load(ReadOnlySpan<int> rows)
        {
            Values.Load(Targets.Values, rows);
            Weights.Load(Targets.Weights, rows);
        }
    }
}
