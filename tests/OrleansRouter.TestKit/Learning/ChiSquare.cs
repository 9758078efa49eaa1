namespace OrleansRouter.TestKit.Learning;

/// <summary>Pearson's test that counts follow stated probabilities.</summary>
public static class ChiSquare
{
    private const double SmallestExpectation = 5;

    /// <summary>
    /// X² = Σ (count − n·p)²/(n·p) stays below f + 2√(f·t) + 2t but with probability e⁻ᵗ (Laurent and Massart 2000, lemma 1), here t = 12,
    /// f the degrees of freedom. Outcomes expected fewer than 5 times count with the likeliest; outcomes of probability 0 must not occur.
    /// </summary>
    public static void ShouldFit(int[] counts, double[] probabilities)
    {
        const double t = 12;
        double n = counts.Sum();
        int likeliest = Array.IndexOf(probabilities, probabilities.Max());
        double[] expected = new double[counts.Length], observed = new double[counts.Length];
        for (int k = 0; k < counts.Length; k++)
        {
            (probabilities[k] > 0 || counts[k] == 0).ShouldBeTrue($"outcome {k} has probability 0 and occurred {counts[k]} times");
            int cell = n * probabilities[k] < SmallestExpectation ? likeliest : k;
            expected[cell] += n * probabilities[k];
            observed[cell] += counts[k];
        }

        int[] cells = [.. Enumerable.Range(0, counts.Length).Where(k => expected[k] > 0)];
        double degrees = cells.Length - 1;
        cells.Sum(k => (observed[k] - expected[k]) * (observed[k] - expected[k]) / expected[k])
            .ShouldBeLessThan(degrees + (2 * Math.Sqrt(degrees * t)) + (2 * t));
    }
}
