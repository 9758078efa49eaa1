using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Networks.Training;

namespace OrleansRouter.Learning.Tests.Networks;

public sealed class TorchTests
{
    private const double Tolerance = 1e-5;

    private static readonly int[] Rows = [0, 1, 2, 3, 4, 5];

    public static TheoryData<int, string> Cases()
    {
        var data = new TheoryData<int, string>();
        for (int i = 0; i < TorchFixture.Instance.Cases.Length; i++)
        {
            data.Add(i, TorchFixture.Instance.Cases[i].ToString());
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Step_SameWeightsAndBatch_EqualsTorch(int index, string name)
    {
        TorchFixture.Case c = TorchFixture.Instance.Cases[index];
        c.ToString().ShouldBe(name);
        var parameters = new ParameterSet(1);
        var options = new TrainingOptions { BatchRows = Rows.Length, Optimizer = c.Optimizer.Options };
        var trainer = new Trainer(parameters, g => TorchFixture.Instance.Define(c, g), options, seed: 1, FitContext.Default);
        foreach ((string parameter, float[] values) in c.Initial)
        {
            values.CopyTo(parameters[parameter]);
        }

        parameters.Parameters.Select(p => p.Name).ShouldBe(c.Initial.Keys, ignoreOrder: true);
        new GradientShards(parameters, g => TorchFixture.Instance.Define(c, g), options)
            .Compute(Rows, shard: 0, seed: 1, out float[] gradient).ShouldBe(c.Value, Tolerance);
        ShouldAgree(parameters, gradient, c.Gradients);
        trainer.Step(Rows);
        ShouldAgree(parameters, parameters.Values, c.AfterOne);
        trainer.Step(Rows);
        trainer.Step(Rows);
        ShouldAgree(parameters, parameters.Values, c.AfterThree);
    }

    private static void ShouldAgree(ParameterSet parameters, float[] actual, Dictionary<string, float[]> expected)
    {
        foreach (Parameter p in parameters.Parameters)
        {
            double distance = actual.Skip(p.Offset).Zip(expected[p.Name], (a, b) => Math.Abs(a - b)).Max();
            distance.ShouldBeLessThanOrEqualTo(Tolerance, p.Name);
        }
    }
}
