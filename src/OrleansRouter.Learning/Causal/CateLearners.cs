namespace OrleansRouter.Learning.Causal;

/// <summary>Every effect learner of this assembly, found by name.</summary>
public static class CateLearners
{
    /// <summary>The learners; a new one is one public class that implements <see cref="ICateLearner"/>.</summary>
    public static Registry<ICateLearner> Registry { get; } = Registry<ICateLearner>.Scan(typeof(CateLearners).Assembly);
}
