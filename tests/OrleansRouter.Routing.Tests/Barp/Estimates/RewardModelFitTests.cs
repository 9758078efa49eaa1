using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Barp.Bandit;
using OrleansRouter.Routing.Barp.Estimates;

namespace OrleansRouter.Routing.Tests.Barp.Estimates;

public class RewardModelFitTests
{
    private const int Queries = 400, Arms = 3;

    [Fact]
    public void Of_HalfOfTheOutcomes_RecoversWhatEveryModelDoes()
    {
        BanditEnvironment environment = Explored(new Rng(1), Arms);
        Matrix<float> features = CountingOutcomes.Features(Queries);

        RewardModel model = RewardModelFit.Of(features, SeenOutcomes.Of(environment.Memory), FitContext.Default).Combine(new float[RewardModelFit.PathLength]);

        double[] quality = new double[Arms], cost = new double[Arms];
        for (int kind = 0; kind < 2; kind++)
        {
            model.Predict(features.Row(kind), quality, cost);
            for (int k = 0; k < Arms; k++)
            {
                quality[k].ShouldBe(k % 2 == kind ? 0.9 : 0.2, 0.05);
                cost[k].ShouldBe((double)k / Arms, 0.02);
            }
        }
    }

    [Fact]
    public void Of_SeenOutcomes_ArePredictedFromTheOthers()
    {
        BanditEnvironment environment = Explored(new Rng(2), Arms);
        Matrix<float> features = CountingOutcomes.Features(Queries);
        RewardEstimates before = RewardModelFit.Of(features, SeenOutcomes.Of(environment.Memory), FitContext.Default);
        int seen = Enumerable.Range(0, Queries).First(i => !double.IsNaN(environment.Memory.Quality[i, 0]));

        environment.Memory.Quality[seen, 0] += 0.5;
        RewardEstimates after = RewardModelFit.Of(features, SeenOutcomes.Of(environment.Memory), FitContext.Default);

        // The row's own label moves every other prediction, never its own, at any one penalty.
        for (int p = 0; p < RewardModelFit.PathLength; p++)
        {
            after.Path[p][seen, 0].ShouldBe(before.Path[p][seen, 0], 1e-9);
        }
    }

    [Fact]
    public void Of_ModelThatWasNeverAsked_IsExpectedToBeLikeTheOthers()
    {
        BanditEnvironment environment = Explored(new Rng(3), asked: 2);
        RewardEstimates estimates = RewardModelFit.Of(CountingOutcomes.Features(Queries), SeenOutcomes.Of(environment.Memory), FitContext.Default);

        SeenOutcomes seen = SeenOutcomes.Of(environment.Memory);
        seen.HasSeen(2).ShouldBeFalse();
        estimates.Quality[5, 2].ShouldBe(seen.MeanQuality, 1e-12);
        estimates.Cost[5, 2].ShouldBe(seen.MeanCost, 1e-12);
    }

    [Fact]
    public void PathWeights_WaysThatEarnTheSame_CountTheSame_AndAClearlyWorseOneNothing()
    {
        BanditEnvironment environment = Explored(new Rng(4), Arms);
        SeenOutcomes seen = SeenOutcomes.Of(environment.Memory);
        Matrix<double> cost = Table((_, k) => (double)k / Arms), right = Table((i, k) => k % 2 == i % 2 ? 0.9 : 0.2), wrong = Table((i, k) => k % 2 == i % 2 ? 0.2 : 0.9);

        double[] weights = PathWeights.Of([right, right, wrong], cost, seen);

        weights[0].ShouldBe(0.5, 1e-6);
        weights[1].ShouldBe(0.5, 1e-6);
        weights[2].ShouldBeLessThan(1e-6);
    }

    private static Matrix<double> Table(Func<int, int, double> value) =>
        new(Queries, Arms, [.. from i in Enumerable.Range(0, Queries) from k in Enumerable.Range(0, Arms) select value(i, k)]);

    /// <summary>Every query asked twice, uniformly among the first models.</summary>
    private static BanditEnvironment Explored(Rng rng, int asked)
    {
        var environment = new BanditEnvironment(CountingOutcomes.World(Queries, Arms));
        for (int i = 0; i < 2 * Queries; i++)
        {
            int count = Math.Min(asked, i % Queries % 3 == 0 ? Arms - 1 : Arms);
            double[] probabilities = [.. Enumerable.Range(0, Arms).Select(k => k < count ? 1.0 / count : 0)];
            environment.Pull(i % Queries, rng.NextInt(count), probabilities);
        }

        return environment;
    }
}
