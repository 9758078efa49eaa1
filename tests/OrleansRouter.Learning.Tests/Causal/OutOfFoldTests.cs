using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Tests.Causal;

public sealed class OutOfFoldTests
{
    [Fact]
    public void Predict_MeanOfTheOtherFolds_IsWhatEveryRowGets()
    {
        var features = new Matrix<float>(5, 1, [1, 2, 3, 4, 5]);

        // A model that predicts the mean feature of the rows it was given.
        double[][] predictions = OutOfFold.Predict(
            features, [0, 1, 0, 2, 1],
            [(rows, _) => new LinearModel([0], rows.Average(i => (double)features[i, 0])), (rows, _) => new LinearModel([0], rows.Length)], "any", FitContext.Default);

        predictions[0].ShouldBe([11.0 / 3, 8.0 / 3, 11.0 / 3, 11.0 / 4, 8.0 / 3], 1e-12);
        predictions[1].ShouldBe([3, 3, 3, 4, 3]);
    }
}
