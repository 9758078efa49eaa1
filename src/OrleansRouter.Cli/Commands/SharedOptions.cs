using System.CommandLine;
using System.Globalization;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Cli.Commands;

/// <summary>Options that several commands share, each made anew because a command owns its options.</summary>
internal static class SharedOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Print one JSON object instead of tables." };

    public static Option<string[]> Data() => new("--data")
    {
        Description = "Data files (.jsonl, .csv, each also .gz); several are read as one data set.",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    public static Option<ulong> Seed() => new("--seed") { Description = "Seed of every random choice.", DefaultValueFactory = _ => 0 };

    public static Option<int> Threads() => new Option<int>("--threads")
    {
        Description = "Threads to use; 0 means one per processor. Results do not depend on it.",
        DefaultValueFactory = _ => 0,
    }.AtLeast(0);

    public static Option<string[]> Set(IRouterFamily family) => new Option<string[]>("--set")
    {
        Description = $"An option of the family as name=value, repeatable. Defaults: {(OptionsBinder.Describe(family) is { Count: > 0 } defaults ? string.Join(", ", defaults) : "none to set")}.",
        DefaultValueFactory = _ => [],
    };

    public static Option<string> Encoder() => new Option<string>("--encoder")
    {
        Description = "How prompts become vectors.",
        DefaultValueFactory = _ => "lexical",
    }.AcceptOnlyFromAmong([.. PolicyComponents.Default.Encoders.All.Select(encoder => encoder.Name)]);

    /// <summary>Refuses smaller values when the command line is parsed.</summary>
    public static Option<T> AtLeast<T>(this Option<T> option, T minimum) where T : IParsable<T>, IComparable<T>
    {
        option.Validators.Add(result =>
        {
            // A text that is no number has its error already.
            if (result.Tokens is [var token] && T.TryParse(token.Value, CultureInfo.InvariantCulture, out T? value) && value.CompareTo(minimum) < 0)
            {
                result.AddError($"{option.Name} is {value}; expected at least {minimum}.");
            }
        });
        return option;
    }

    /// <summary>Splits name=value texts.</summary>
    /// <exception cref="UsageException">A text has no '=' or names nothing.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> ParsePairs(IEnumerable<string> texts) =>
    [
        .. texts.Select(text => text.Split('=', 2) is [{ Length: > 0 } name, string value]
            ? KeyValuePair.Create(name.Trim(), value.Trim())
            : throw new UsageException($"--set '{text}': expected name=value.")),
    ];
}
