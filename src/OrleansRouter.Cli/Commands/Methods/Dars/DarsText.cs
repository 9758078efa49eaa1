using OrleansRouter.Cli.Output;

namespace OrleansRouter.Cli.Commands.Methods.Dars;

/// <summary>Lines that the reports of the DARS commands share.</summary>
internal static class DarsText
{
    /// <summary>Says which models and how many queries are not used.</summary>
    public static void WriteLeftOut(Terminal terminal, IReadOnlyDictionary<string, string> models, int queries)
    {
        foreach ((string model, string reason) in models)
        {
            terminal.WriteLine($"Left out: model {model}: {reason}");
        }

        if (queries > 0)
        {
            terminal.WriteLine($"Left out: {queries} queries on which models of the pool were not observed");
        }
    }
}
