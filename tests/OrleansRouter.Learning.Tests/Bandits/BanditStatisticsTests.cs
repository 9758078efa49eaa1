using OrleansRouter.Learning.Bandits;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Bandits;

public class BanditStatisticsTests
{
    private static readonly BanditStatistics Some = BanditStatistics.Empty(["a", "b"], 2).With(0, [1f, 2f], 0.5, 2).With(1, [3f, 0f], 1);

    [Fact]
    public void With_Observations_HoldsTheirWeightedSums()
    {
        Some[0].Weight.ShouldBe(2);
        Some[0].Gram.ToArray().ShouldBe([2, 4, 8]); // 2·[1 2; 2 4], upper triangle
        Some[0].Moment.ToArray().ShouldBe([1, 2]);
    }

    [Fact]
    public void Merge_InAnyOrderAndGrouping_SameBytesForExactSums()
    {
        BanditStatistics x = Some, y = Some.With(1, [1f, 1f], 3), z = Some.Discount(0.5);
        byte[] left = LearnerData.Bytes(x.Merge(y).Merge(z).Write);
        LearnerData.Bytes(x.Merge(y.Merge(z)).Write).ShouldBe(left);
        LearnerData.Bytes(z.Merge(y).Merge(x).Write).ShouldBe(left);
    }

    [Fact]
    public void Merge_NoEvidence_IsNeutral() =>
        LearnerData.Bytes(Some.Merge(BanditStatistics.Empty(["a", "b"], 2)).Write).ShouldBe(LearnerData.Bytes(Some.Write));

    [Fact]
    public void Merge_OtherArmsOrDimension_Refused()
    {
        Should.Throw<ArgumentException>(() => Some.Merge(BanditStatistics.Empty(["b", "a"], 2))).Message.ShouldContain("[b, a]");
        Should.Throw<ArgumentException>(() => Some.Merge(BanditStatistics.Empty(["a", "b"], 3)));
    }

    [Fact]
    public void ForArms_ChangedList_KeepsForgetsAndStartsEmpty()
    {
        BanditStatistics changed = Some.ForArms(["new", "b"]);
        changed.Arms.ShouldBe(["new", "b"]);
        changed[0].Weight.ShouldBe(0);
        changed[1].Gram.ToArray().ShouldBe(Some[1].Gram.ToArray());
    }

    [Fact]
    public void Discount_HalfWeight_HalvesEverySum()
    {
        ArmStatistics half = Some.Discount(0.5)[0];
        half.Weight.ShouldBe(1);
        half.Gram.ToArray().ShouldBe([1, 2, 4]);
        half.Moment.ToArray().ShouldBe([0.5, 1]);
    }

    [Fact]
    public void Empty_NoOrRepeatedNames_Refused()
    {
        Should.Throw<ArgumentException>(() => BanditStatistics.Empty([], 2));
        Should.Throw<ArgumentException>(() => BanditStatistics.Empty(["a", "a"], 2)).Message.ShouldContain("[a, a]");
        Should.Throw<ArgumentOutOfRangeException>(() => BanditStatistics.Empty(["a"], 0));
        Should.Throw<ArgumentOutOfRangeException>(() => BanditStatistics.Empty(["a"], 46_341));
    }

    [Fact]
    public void Read_DamagedSums_Refused()
    {
        byte[] bytes = LearnerData.Bytes(Some.Write);
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 8), double.NaN);
        Should.Throw<ModelFormatException>(() => BanditStatistics.Read(new ModelReader(bytes)));
    }
}
