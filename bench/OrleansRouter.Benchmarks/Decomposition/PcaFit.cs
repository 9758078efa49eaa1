using BenchmarkDotNet.Attributes;
using OrleansRouter.Benchmarks.Peers;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Decomposition;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Benchmarks.Decomposition;

/// <summary>50 principal components of rows of length 1,000; bench/peers/decomposition_speed.py runs the same in scikit-learn.</summary>
[Config(typeof(PeerConfig))]
public class PcaFit
{
    private Matrix<float> _rows = null!;

    [Params(1_000, 5_000, 10_000, 100_000)]
    public int Rows { get; set; }

    /// <summary>Whether column j has the standard deviation 1/√j instead of 1: the spectrum of noise is the hardest one, with no gap anywhere.</summary>
    [Params(true, false)]
    public bool Decaying { get; set; } = true;

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _rows = RandomRows.Normal(Rows, 1_000, seed: 1);
        for (int i = 0; Decaying && i < Rows; i++)
        {
            for (int j = 0; j < _rows.Columns; j++)
            {
                _rows[i, j] /= MathF.Sqrt(j + 1);
            }
        }
    }

    [Benchmark]
    public PcaModel Fit() => Pca.Fit(_rows, new PcaOptions { Components = 50 }, seed: 1, new FitContext(Threads));
}
