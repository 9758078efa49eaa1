namespace OrleansRouter.Cli.Commands.Methods;

/// <summary>Finds a name by itself or by any part of it that no other name has, so that nobody has to type <c>vendor/model-version</c>.</summary>
internal static class NameMatch
{
    /// <summary>The name that is meant.</summary>
    /// <param name="kind">What the names are, for the message.</param>
    /// <param name="wanted">What was typed.</param>
    /// <param name="names">What there is.</param>
    /// <exception cref="UsageException">Nothing or several names match.</exception>
    public static string Find(string kind, string wanted, IReadOnlyCollection<string> names)
    {
        string[] found = names.Contains(wanted) ? [wanted] : [.. names.Where(name => name.Contains(wanted, StringComparison.OrdinalIgnoreCase))];
        return found is [string one]
            ? one
            : throw new UsageException($"{(found.Length == 0 ? "No" : "More than one")} {kind} '{wanted}'; there are: {string.Join(", ", names)}.");
    }
}
