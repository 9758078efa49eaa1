using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Networks;

public sealed class GraphTests
{
    private static readonly Matrix<float> X = LearnerData.Features(23, 9, 1);

    [Fact]
    public void Forward_ARow_DoesNotDependOnItsBatch()
    {
        // Narrow layers take other vector paths than wide ones.
        float[] batch = Run(new ParameterSet(5), X, Deep);
        for (int i = 0; i < X.Rows; i++)
        {
            Run(new ParameterSet(5), X.SelectRows([i]), Deep).ShouldBe(batch[(3 * i)..(3 * (i + 1))]);
        }
    }

    [Fact]
    public void Bilinear_ByHand_IsTheQuadraticForm()
    {
        var parameters = new ParameterSet(5);
        float[] y = Run(parameters, X.SelectRows([4]), x => x.Project("u", 2).Bilinear(x.Project("v", 3), "w", 2));
        ReadOnlySpan<float> u = Run(parameters, X.SelectRows([4]), x => x.Project("u", 2)), v = Run(parameters, X.SelectRows([4]), x => x.Project("v", 3));
        Span<float> w = parameters["w.weight"];
        for (int k = 0; k < 2; k++)
        {
            double sum = 0;
            for (int i = 0; i < 2; i++)
            {
                for (int j = 0; j < 3; j++)
                {
                    sum += u[i] * w[(i * 6) + (k * 3) + j] * v[j];
                }
            }

            ((double)y[k]).ShouldBe(sum, 1e-6);
        }
    }

    [Fact]
    public void UnitLength_RowOfZeros_StaysZero()
    {
        var graph = new Graph(new ParameterSet(1), 1);
        InputNode x = graph.Input(3);
        Node y = x.UnitLength();
        graph.Begin(1);
        graph.Forward(y);
        y.Values.ToArray().ShouldBe([0, 0, 0]);
    }

    [Fact]
    public void Layers_SizesDoNotFit_RefusedAtDefinition()
    {
        var graph = new Graph(new ParameterSet(1), 2);
        Node two = graph.Input(2), three = graph.Input(3), table = graph.FixedInput(4, 3);
        Should.Throw<ArgumentException>(() => two.Plus(three)).Message.ShouldContain("2 and 3");
        Should.Throw<ArgumentException>(() => two.Dot(three)).Message.ShouldContain("2 and 3");
        Should.Throw<ArgumentException>(() => two.Scores(table)).Message.ShouldContain("width 2");
        Should.Throw<ArgumentException>(() => three.Plus(table)).Message.ShouldContain("same number of rows");
        Should.Throw<ArgumentException>(() => three.Scores(graph.Input(3)));
        Should.Throw<ArgumentException>(() => three.Gather(graph.Indices()));
        Should.Throw<ArgumentException>(() => Layers.Concat(two, new Graph(new ParameterSet(1), 2).Input(2)));
        two.Dense("a", 3);
        Should.Throw<ArgumentException>(() => three.Dense("a", 3)).Message.ShouldContain("'a.weight' is 2 × 3");
    }

    [Fact]
    public void Gather_IndexOutOfRange_RefusedWithItsPlace()
    {
        var graph = new Graph(new ParameterSet(1), 2);
        IndexInput index = graph.Indices();
        Node rows = graph.Embeddings("e", 4, 3).Gather(index);
        graph.Begin(2);
        index.Values[1] = 4;
        Should.Throw<ArgumentOutOfRangeException>(() => graph.Forward(rows)).Message.ShouldContain("[0, 3]");
    }

    [Fact]
    public void Begin_RowsBeyondCapacity_Refused()
    {
        var graph = new Graph(new ParameterSet(1), 2);
        Should.Throw<ArgumentOutOfRangeException>(() => graph.Begin(3)).Message.ShouldContain("[1, 2]");
        Should.Throw<ArgumentOutOfRangeException>(() => graph.Begin(0));
    }

    [Fact]
    public void Initializers_ManyValues_HaveTheirRanges()
    {
        var parameters = new ParameterSet(3);
        Node x = new Graph(parameters, 1).Input(100);
        x.Dense("torch", 300);
        x.Dense("glorot", 300, Initializers.GlorotUniform);
        x.Graph.Embeddings("table", 100, 300);
        ShouldFill(parameters["torch.weight"], 1 / Math.Sqrt(100));
        ShouldFill(parameters["glorot.weight"], Math.Sqrt(6 / 400.0));
        double[] normal = [.. parameters["table.weight"].ToArray().Select(v => (double)v)];
        normal.Average(v => v * v).ShouldBe(1, 4 * Math.Sqrt(2.0 / normal.Length));
        parameters["torch.bias"].ToArray().ShouldAllBe(v => Math.Abs(v) <= 0.1f);
    }

    [Fact]
    public void WriteAndRead_Parameters_SameBytesAndValues()
    {
        var parameters = new ParameterSet(5);
        float[] before = Run(parameters, X, Deep);
        byte[] bytes = LearnerData.Bytes(parameters.Write);
        ParameterSet read = ParameterSet.Read(new ModelReader(bytes));
        Run(read, X, Deep).ShouldBe(before);
        LearnerData.Bytes(read.Write).ShouldBe(bytes);
        Should.Throw<ArgumentException>(() => Run(read, X, x => x.Dense("other", 2))).Message.ShouldContain("'other.weight'");
    }

    [Fact]
    public void Read_DamagedParameters_Refused()
    {
        var parameters = new ParameterSet(5);
        Run(parameters, X, Deep);
        byte[] bytes = LearnerData.Bytes(parameters.Write);
        Should.Throw<ModelFormatException>(() => ParameterSet.Read(new ModelReader(bytes.AsMemory(0, bytes.Length - 4))));
        BitConverter.GetBytes(float.NaN).CopyTo(bytes, bytes.Length - 4);
        Should.Throw<ModelFormatException>(() => ParameterSet.Read(new ModelReader(bytes))).Message.ShouldContain("finite");
    }

    private static Node Deep(Node x) => x.Dense("a", 17).Tanh().Dense("b", 5).Sigmoid().Dense("c", 33).Relu().UnitLength().Dense("d", 3).Softmax();

    private static float[] Run(ParameterSet parameters, Matrix<float> rows, Func<Node, Node> define)
    {
        var graph = new Graph(parameters, rows.Rows);
        InputNode x = graph.Input(rows.Columns);
        Node y = define(x);
        graph.Begin(rows.Rows);
        x.Load(rows, [.. Enumerable.Range(0, rows.Rows)]);
        graph.Forward(y);
        return y.Values.ToArray();
    }

    private static void ShouldFill(Span<float> values, double bound)
    {
        double[] all = [.. values.ToArray().Select(v => (double)v)];
        all.Max().ShouldBeInRange(0.99 * bound, bound);
        all.Min().ShouldBeInRange(-bound, -0.99 * bound);
        all.Average(v => v * v).ShouldBe(bound * bound / 3, bound * bound * 4 * Math.Sqrt(4 / 45.0 / all.Length));
    }
}
