using OrleansRouter.Learning.Clustering;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Clustering;

public class ClusterSumsTests
{
    private static readonly Matrix<double> TwoCentres = new(2, 1, [0, 10]);

    [Fact]
    public void Compute_KnownRows_SumsOfTheNearest()
    {
        ClusterSums sums = Compute([1, 2, 9, 5], TwoCentres, [1, 2, 1, 1]);
        sums.Weights.ToArray().ShouldBe([4, 1]); // 5 is as near to 10; the first centre takes it
        sums.Inertia.ShouldBe(1 + (2 * 4) + 1 + 25);
        sums.NextCentres(TwoCentres).Values.ShouldBe([2.5, 9]);
    }

    [Fact]
    public void NextCentres_EmptyClusters_MoveToTheFarthestRowsInTurn()
    {
        var centres = new Matrix<double>(4, 1, [0, 10, 500, 600]);
        ClusterSums sums = Compute([1, 4, 10, 13], centres);
        sums.NextCentres(centres).Values.ShouldBe([2.5, 11.5, 4, 13]);
    }

    [Fact]
    public void NextCentres_EmptyClusterAndNoRowOffItsCentre_Stays()
    {
        var centres = new Matrix<double>(2, 1, [3, 500]);
        Compute([3, 3], centres).NextCentres(centres).Values.ShouldBe([3, 500]);
    }

    [Fact]
    public void Merge_InAnyOrder_SameFarthestRowAmongEquals()
    {
        var centre = new Matrix<double>(2, 1, [0, 900]);
        ClusterSums left = Compute([2, 1], centre), right = Compute([-2], centre);
        left.Merge(right).NextCentres(centre).Values.ShouldBe([1.0 / 3, -2]);
        right.Merge(left).NextCentres(centre).Values.ShouldBe([1.0 / 3, -2]);
    }

    [Fact]
    public void Merge_OtherShape_Refused() =>
        Should.Throw<ArgumentException>(() => Compute([1], TwoCentres).Merge(Compute([1], new Matrix<double>(1, 1, [0]))));

    [Fact]
    public void Compute_OtherColumns_Refused() =>
        Should.Throw<ArgumentException>(() => ClusterSums.Compute(new Matrix<float>(1, 2), null, TwoCentres, FitContext.Default));

    [Fact]
    public void WriteAndRead_Sums_SameBytes()
    {
        byte[] bytes = LearnerData.Bytes(Compute([1, 2, 9], TwoCentres).Write);
        LearnerData.Bytes(ClusterSums.Read(new ModelReader(bytes)).Write).ShouldBe(bytes);
        Should.Throw<ModelFormatException>(() => ClusterSums.Read(new ModelReader(bytes.AsMemory(0, bytes.Length - 1))));
    }

    private static ClusterSums Compute(float[] values, Matrix<double> centres, double[]? weights = null) =>
        ClusterSums.Compute(new Matrix<float>(values.Length, 1, values), weights, centres, FitContext.Default);
}
