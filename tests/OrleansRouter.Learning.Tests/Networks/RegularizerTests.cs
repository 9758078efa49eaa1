using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Tests.Networks;

public sealed class RegularizerTests
{
    private const int Rows = 200, Columns = 101;

    [Fact]
    public void Dropout_Training_DropsTheShareAndKeepsTheMean()
    {
        float[] y = Run(x => x.Dropout(0.3), firstRow: 0, rows: Rows);
        double n = y.Length, dropped = y.Count(v => v == 0) / n;
        dropped.ShouldBe(0.3, 4 * Math.Sqrt(0.3 * 0.7 / n));
        y.Where(v => v != 0).ShouldAllBe(v => Math.Abs(v - (1 / 0.7f)) < 1e-6f);
    }

    [Fact]
    public void GaussianNoise_Training_HasMeanZeroAndTheDeviation()
    {
        double[] noise = [.. Run(x => x.GaussianNoise(0.5), firstRow: 0, rows: Rows).Select(v => v - 1.0)];
        double n = noise.Length, sd = Math.Sqrt(noise.Average(e => e * e));
        noise.Average().ShouldBe(0, 4 * 0.5 / Math.Sqrt(n));
        sd.ShouldBe(0.5, 4 * 0.5 / Math.Sqrt(2 * n));
        noise.Average(e => Math.Pow(e / sd, 4)).ShouldBe(3, 4 * Math.Sqrt(24 / n));
        noise.Zip(noise.Skip(1), (a, b) => a * b).Average().ShouldBe(0, 4 * 0.25 / Math.Sqrt(n));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Regularizers_ShardOfABatch_DrawWhatTheWholeBatchDrawsThere(bool dropout)
    {
        Node Define(Node x) => dropout ? x.Dropout(0.5) : x.GaussianNoise(1);
        float[] whole = Run(Define, firstRow: 0, rows: 10);
        Run(Define, firstRow: 6, rows: 4).ShouldBe(whole[(6 * Columns)..]);
    }

    [Fact]
    public void Regularizers_OutsideTraining_ChangeNothing()
    {
        var graph = new Graph(new ParameterSet(1), 3);
        InputNode x = graph.Input(5);
        Node y = x.Dropout(0.9).GaussianNoise(3);
        graph.Begin(3);
        x.Values.Fill(2);
        graph.Forward(y);
        y.Values.ToArray().ShouldBe(x.Values.ToArray());
    }

    [Fact]
    public void Regularizers_OutOfRange_Refused()
    {
        Node x = new Graph(new ParameterSet(1), 1).Input(1);
        Should.Throw<ArgumentOutOfRangeException>(() => x.Dropout(1));
        Should.Throw<ArgumentOutOfRangeException>(() => x.Dropout(double.NaN));
        Should.Throw<ArgumentOutOfRangeException>(() => x.GaussianNoise(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => x.GaussianNoise(double.NaN));
    }

    [Fact]
    public void NextDouble_ManyRows_IsUniformAndUncorrelatedBetweenRows()
    {
        var noise = new BatchNoise(Seed: 9, FirstRow: 0);
        double[] first = [.. Enumerable.Range(0, 20_000).Select(i => noise.Row(i).NextDouble())];
        double n = first.Length;
        first.Average().ShouldBe(0.5, 4 / Math.Sqrt(12 * n));
        first.Zip(first.Skip(1), (a, b) => (a - 0.5) * (b - 0.5)).Average().ShouldBe(0, 4 / 12.0 / Math.Sqrt(n));
        new BatchNoise(10, 0).Row(0).NextUInt64().ShouldNotBe(noise.Row(0).NextUInt64());
    }

    private static float[] Run(Func<Node, Node> define, int firstRow, int rows)
    {
        var graph = new Graph(new ParameterSet(1), rows);
        Node ones = graph.Constant(new Matrix<float>(1, Columns, [.. Enumerable.Repeat(1f, Columns)])).Gather(graph.Indices());
        Node y = define(ones);
        graph.Begin(rows, new BatchNoise(Seed: 4, firstRow));
        graph.Forward(y);
        return y.Values.ToArray();
    }
}
