using OrleansRouter.Learning.Causal;

namespace OrleansRouter.Learning.Tests.Causal;

public sealed class StratifiedFoldsTests
{
    [Fact]
    public void Assign_AnyData_SharesOutEitherTreatmentEvenly()
    {
        bool[] treated = [.. Enumerable.Range(0, 103).Select(i => i % 9 == 0)];

        int[] folds = StratifiedFolds.Assign(treated, 5, 1);

        foreach (bool value in new[] { true, false })
        {
            int[] sizes = [.. Enumerable.Range(0, 5).Select(k => folds.Where((fold, i) => fold == k && treated[i] == value).Count())];
            (sizes.Max() - sizes.Min()).ShouldBeLessThanOrEqualTo(1);
        }

        StratifiedFolds.Assign(treated, 5, 1).ShouldBe(folds);
        StratifiedFolds.Assign(treated, 5, 2).ShouldNotBe(folds);
    }

    [Fact]
    public void Assign_FewerTreatedRowsThanFolds_SaysWhatToDo() =>
        Should.Throw<ArgumentException>(() => StratifiedFolds.Assign([true, false, true, false, false], 3, 1)).Message
            .ShouldStartWith("3 folds need at least 3 rows with t = 1; there are 2. Use fewer folds, or 1 for nuisances fitted in sample.");

    [Fact]
    public void Assign_OneFold_HoldsAllRows() => StratifiedFolds.Assign([true, false, false], 1, 1).ShouldBe([0, 0, 0]);
}
