using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Barp.Bandit;

namespace OrleansRouter.Routing.Barp.Estimates;

/// <summary>What a bandit has seen of n queries and K models.</summary>
/// <param name="Quality">n × K; NaN where not seen.</param>
/// <param name="Cost">n × K normalised costs; NaN where not seen.</param>
/// <param name="Inclusion">The probability with which a pair was to be seen by now, in (0, 1] where it was.</param>
internal sealed record SeenOutcomes(Matrix<double> Quality, Matrix<double> Cost, Func<int, int, double> Inclusion)
{
    /// <summary>What a memory holds.</summary>
    public static SeenOutcomes Of(OutcomeMemory memory) => new(memory.Quality, memory.Cost, memory.Inclusion);

    /// <summary>Mean quality over all pairs that were seen.</summary>
    public double MeanQuality { get; } = Mean(Quality);

    /// <summary>Mean normalised cost over all pairs that were seen.</summary>
    public double MeanCost { get; } = Mean(Cost);

    /// <summary>Whether anything was seen of a model.</summary>
    public bool HasSeen(int arm)
    {
        for (int i = 0; i < Quality.Rows; i++)
        {
            if (!double.IsNaN(Quality[i, arm]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Σ (ĉ − c)² over the pairs that were seen.</summary>
    public double SquaredCostError(Matrix<double> predicted)
    {
        double sum = 0;
        for (int i = 0; i < predicted.Values.Length; i++)
        {
            double error = predicted.Values[i] - Cost.Values[i];
            sum += double.IsNaN(error) ? 0 : error * error;
        }

        return sum;
    }

    private static double Mean(Matrix<double> values)
    {
        double sum = 0;
        int count = 0;
        foreach (double value in values.Values)
        {
            (sum, count) = double.IsNaN(value) ? (sum, count) : (sum + value, count + 1);
        }

        return count > 0 ? sum / count : 0;
    }
}
