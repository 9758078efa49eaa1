using OrleansRouter.Routing.Online;

namespace OrleansRouter.Routing.Tests.Online;

public sealed class ModelPriorsTests
{
    [Fact]
    public void Of_NewModel_ResemblesTheModelOfSimilarPriceAndWords_AndCostsByItsPrice()
    {
        var priors = ModelPriors.Of(["cheap", "dear"],
        [
            new ModelProfile("cheap", 0.1, 0.4, "fast and small"),
            new ModelProfile("dear", 10, 40, "reasoning and code"),
            new ModelProfile("newcomer", 12, 48, "strong reasoning and code"),
        ]);

        priors.Models.ShouldBe(["cheap", "dear", "newcomer"]);
        priors.Quality.Row(0).ToArray().ShouldBe([1, 0]);
        priors.Quality.Row(2).ToArray().Sum().ShouldBe(1, 1e-12);
        priors.Quality[2, 1].ShouldBeGreaterThan(0.99);
        priors.Cost[2, 1].ShouldBe(priors.Quality[2, 1] * 1.2, 1e-12);
    }

    [Fact]
    public void Of_SameWordsHalfThePrice_WeighsByTheSquaredLogarithmOfTheRatio()
    {
        var priors = ModelPriors.Of(["one", "two"],
            [new ModelProfile("one", 0.5, 0.5), new ModelProfile("two", 2, 2), new ModelProfile("three", 1, 1)]);

        // Distances ln 2 both, no common word: equal shares.
        priors.Quality.Row(2).ToArray().ShouldBe([0.5, 0.5], 1e-12);
        priors.Cost.Row(2).ToArray().ShouldBe([1, 0.25], 1e-12);
    }

    [Fact]
    public void Of_NothingKnownOfTheOldModels_TakesTheirMean() =>
        ModelPriors.Of(["a", "b"], [new ModelProfile("c", 1, 1)]).Quality.Row(2).ToArray().ShouldBe([0.5, 0.5]);
}
