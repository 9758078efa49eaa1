using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Clustering;

/// <summary>k-means: centres that minimise Σw·‖x − nearest centre‖², by k-means++ starts and Lloyd's iterations.</summary>
public static class KMeans
{
    /// <summary>Fits the model with the smallest inertia of all restarts. Equal inputs and seed give equal bytes on any number of threads.</summary>
    /// <param name="rows">n × d, finite, n at least the number of clusters.</param>
    /// <param name="weights">Length n, finite and ≥ 0, or null for all ones.</param>
    /// <param name="options">Clusters, restarts and when to stop.</param>
    /// <param name="seed">Seed of the starts; restart r draws from stream r.</param>
    /// <param name="context">Threads, progress over restarts, cancellation.</param>
    /// <exception cref="ArgumentException">Lengths differ, a value is not finite, or there are fewer rows than clusters.</exception>
    public static KMeansModel Fit(Matrix<float> rows, double[]? weights, KMeansOptions options, ulong seed, FitContext context)
    {
        FitGuard.Check(rows, rows.Rows, weights);
        FitGuard.Validated(options);
        if (rows.Rows < options.Clusters)
        {
            throw new ArgumentException($"{options.Clusters} clusters need at least as many rows; there are {rows.Rows}.", nameof(rows));
        }

        double[] rowWeights = weights ?? [.. Enumerable.Repeat(1.0, rows.Rows)];
        KMeansModel? best = null;
        for (int r = 0; r < options.Restarts; r++)
        {
            Matrix<double> start = KMeansPlusPlus.Draw(rows, rowWeights, options.Clusters, Rng.Stream(seed, (ulong)r), context);
            KMeansModel model = Iterate(start, centres => ClusterSums.Compute(rows, rowWeights, centres, context), options);
            best = best is null || model.Inertia < best.Inertia ? model : best;
            context.Progress?.Report((r + 1.0) / options.Restarts);
        }

        return best!;
    }

    /// <summary>Lloyd's iterations from given centres, over rows that may lie anywhere.</summary>
    /// <param name="start">k × d, finite.</param>
    /// <param name="sums">The merged sums of all rows under given centres.</param>
    /// <param name="options">When to stop.</param>
    public static KMeansModel Iterate(Matrix<double> start, Func<Matrix<double>, ClusterSums> sums, KMeansOptions options)
    {
        Matrix<double> centres = start;
        ClusterSums current = sums(centres);
        int iterations = 0;
        bool goesOn = true;
        while (goesOn && iterations < options.MaxIterations)
        {
            double previous = current.Inertia;
            centres = current.NextCentres(centres);
            current = sums(centres);
            iterations++;
            goesOn = previous - current.Inertia > options.Tolerance * previous;
        }

        return new KMeansModel(centres, [.. current.Weights], current.Inertia, iterations);
    }
}
