using OrleansRouter.Learning.Boosting;
using OrleansRouter.Learning.Trees.Growing;

namespace OrleansRouter.Learning.Tests.Boosting;

public sealed class BoostingLossTests
{
    public static TheoryData<string, double, double> Points()
    {
        var points = new TheoryData<string, double, double>();
        foreach (double score in new[] { -8, -1.5, 0, 0.3, 5 })
        {
            points.Add("squared", 2.5, score);
            points.Add("logistic", 0, score);
            points.Add("logistic", 1, score);
        }

        return points;
    }

    [Theory]
    [MemberData(nameof(Points))]
    public void Derivatives_AnyPoint_EqualFiniteDifferencesOfTheLoss(string name, double target, double score)
    {
        IBoostingLoss loss = name == "squared" ? new SquaredLoss() : new LogisticLoss();
        const double H = 1e-4;
        GradientSum derivatives = loss.Derivatives(target, score);
        double slope = (loss.Loss(target, score + H) - loss.Loss(target, score - H)) / (2 * H);
        double curvature = (loss.Derivatives(target, score - H).Gradient - loss.Derivatives(target, score + H).Gradient) / (2 * H);
        derivatives.Gradient.ShouldBe(-slope, 1e-7);
        derivatives.Hessian.ShouldBe(curvature, 1e-7);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.999)]
    public void InitialScore_AnyMean_HasGradientZero(double mean)
    {
        foreach (IBoostingLoss loss in new IBoostingLoss[] { new SquaredLoss(), new LogisticLoss() })
        {
            loss.Derivatives(mean, loss.InitialScore(mean)).Gradient.ShouldBe(0, 1e-12);
        }
    }

    [Theory]
    [InlineData(-2_000, 0, 0)]
    [InlineData(2_000, 1, 0)]
    [InlineData(2_000, 0, 2_000)]
    [InlineData(-2_000, 1, 2_000)]
    public void Loss_LogisticAtHugeScores_IsFinite(double score, double target, double expected) =>
        new LogisticLoss().Loss(target, score).ShouldBe(expected, 1e-9);
}
