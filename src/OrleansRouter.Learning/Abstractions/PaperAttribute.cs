namespace OrleansRouter.Learning;

/// <summary>Marks the code of one published equation or algorithm; <c>docs/methods.md</c> lists every mark (equation → file → test).</summary>
/// <param name="source">Paper, for example "Meta-Router" or "Kennedy 2023".</param>
/// <param name="place">Equation, algorithm, section or table in it.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Method, AllowMultiple = true)]
public sealed class PaperAttribute(string source, string place) : Attribute
{
    /// <summary>Paper, for example "Meta-Router" or "Kennedy 2023".</summary>
    public string Source { get; } = source;

    /// <summary>Equation, algorithm, section or table in the paper.</summary>
    public string Place { get; } = place;
}
