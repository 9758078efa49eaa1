using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Dars.Evaluation;

/// <summary>Utilities in the two views.</summary>
/// <param name="Mean">Mean over the views that there are.</param>
/// <param name="Rewrite">U_rew; null without other wordings of the test queries.</param>
/// <param name="Decode">U_dec; null when the test queries were not observed as they stand.</param>
public sealed record ViewUtility(double Mean, double? Rewrite, double? Decode)
{
    /// <summary>Both views with their mean; at least one must exist.</summary>
    internal static ViewUtility Of(double? rewrite, double? decode) => new(
        new[] { rewrite, decode }.OfType<double>().Average(), rewrite, decode);

    /// <summary>Means of each view over several utilities of the same views.</summary>
    internal static ViewUtility Average(IReadOnlyCollection<ViewUtility> utilities) => Of(
        utilities.Average(u => u.Rewrite), utilities.Average(u => u.Decode));
}

/// <summary>What choices earn in both views; null for a view that does not exist.</summary>
internal readonly record struct ViewEarnings(Earnings? Rewrite, Earnings? Decode)
{
    public ViewUtility Utility(double costWeight) => ViewUtility.Of(Rewrite?.Utility(costWeight), Decode?.Utility(costWeight));

    /// <summary>Mean quality and cost over the views.</summary>
    public Earnings Mean
    {
        get
        {
            Earnings[] views = [.. new[] { Rewrite, Decode }.OfType<Earnings>()];
            return new Earnings(views.Average(v => v.Quality), views.Average(v => v.Cost));
        }
    }
}

/// <summary>The two views of the test queries of a split.</summary>
internal sealed class TestViews
{
    private readonly TestView? _rewrite;
    private readonly TestView? _decode;

    /// <exception cref="ArgumentException">On no test query all models were observed in either view.</exception>
    public TestViews(DarsData data, int[] test)
    {
        _rewrite = TestView.OfRewrites(data, test);
        _decode = TestView.OfDecodes(data, test);
        if (_rewrite is null && _decode is null)
        {
            throw new ArgumentException($"{data.Table.Source}: on none of the {test.Length} test queries all models were observed.");
        }
    }

    /// <summary>What random choices earn in expectation.</summary>
    /// <param name="probabilities">Test queries × models.</param>
    public ViewEarnings Earn(Matrix<double> probabilities) => new(_rewrite?.Earn(probabilities), _decode?.Earn(probabilities));

    /// <summary>What one model earns throughout.</summary>
    public ViewEarnings Fixed(int model) => new(_rewrite?.Fixed(model), _decode?.Fixed(model));

    /// <summary>What hindsight earns, in each view by itself: the maximum of noisy means, so optimistic.</summary>
    public ViewEarnings Oracle(double costWeight) => new(_rewrite?.Oracle(costWeight), _decode?.Oracle(costWeight));
}
