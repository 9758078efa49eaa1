using System.CommandLine;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Families.MetaRouter;
using OrleansRouter.Routing.MetaRouter;

namespace OrleansRouter.Cli.Commands.Methods;

/// <summary>What evaluating and training a meta-router ask alike: which labels, and how to learn from them.</summary>
internal sealed class MetaRouterOptionSet
{
    private static readonly MetaRouterOptions Defaults = new();

    private readonly Option<string> _gold = new("--gold") { Description = "The trusted labels: 'gold' or the name of a judge.", DefaultValueFactory = _ => LabelTable.Gold };
    private readonly Option<string> _preference = new("--preference") { Description = "The cheap labels: a judge, an automatic label, or 'preference'.", DefaultValueFactory = _ => LabelTable.Preference };
    private readonly Option<double> _tieBand = new("--tie-band") { Description = "Differences of the cheap label of at most this size are ties." };
    private readonly Option<PreferenceForm> _form = new("--preference-form") { Description = "sign (−1, 0, 1) or the difference itself.", DefaultValueFactory = _ => PreferenceForm.Sign };
    private readonly Option<string> _learner = new("--learner") { Description = "What every regression is done with.", DefaultValueFactory = _ => LearnerSets.Default };
    private readonly Option<GoldNormalisation> _normalisation = new("--normalisation") { Description = "How gold labels are brought to the scale of preferences.", DefaultValueFactory = _ => Defaults.Normalisation };
    private readonly Option<int> _folds = new Option<int>("--folds") { Description = "Folds of the cross-fitting; 1 fits and predicts in sample, as the paper's experiments do.", DefaultValueFactory = _ => Defaults.Folds }.AtLeast(1);
    private readonly Option<bool> _tuned = new("--tuned") { Description = "Whether r-learner and dr-learner choose by cross-validation how free shift and gain may be.", DefaultValueFactory = _ => Defaults.Tuned };
    private readonly Option<TruncationKind> _truncation = new("--truncation") { Description = "Which preference rows are kept where gold has none like them.", DefaultValueFactory = _ => Defaults.Truncation.Kind };
    private readonly Option<double> _truncationFloor = new("--truncation-floor") { Description = "Floor of the truncation.", DefaultValueFactory = _ => Defaults.Truncation.Floor };

    public MetaRouterOptionSet() => _learner.AcceptOnlyFromAmong([.. LearnerSets.Names]);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _gold, _preference, _tieBand, _form, _learner, _normalisation, _folds, _tuned, _truncation, _truncationFloor })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Which two models are meant.</summary>
    public static Option<string?> PairOption() => new("--pair") { Description = "Primary and alternative model as PRIMARY,ALTERNATIVE; any unique part of their names will do. Not needed where the data know two models." };

    /// <summary>The pair of models and the labels that are meant.</summary>
    /// <exception cref="UsageException"><paramref name="pair"/> does not name two models of the table.</exception>
    public LabelPairOptions Pair(ParseResult parsed, LabelTable table, string? pair)
    {
        (string primary, string alternative) = (pair?.Split(','), table.Models) switch
        {
            ([var first, var second], _) => (first.Trim(), second.Trim()),
            (null, [var first, var second]) => (first, second),
            _ => throw new UsageException($"--pair is '{pair}'; expected PRIMARY,ALTERNATIVE among: {string.Join(", ", table.Models)}."),
        };
        (string gold, string preference) = Sources(parsed, table);
        return new LabelPairOptions
        {
            Primary = NameMatch.Find("model", primary, [.. table.Models]),
            Alternative = NameMatch.Find("model", alternative, [.. table.Models]),
            Gold = gold,
            Preference = preference,
            Form = parsed.GetValue(_form),
            TieBand = parsed.GetValue(_tieBand),
        };
    }

    /// <summary>The names of the trusted and of the cheap labels.</summary>
    public (string Gold, string Preference) Sources(ParseResult parsed, LabelTable table)
    {
        string[] sources = [.. table.Sources.Select(source => source.Name)];
        return (NameMatch.Find("labels", parsed.GetValue(_gold)!, sources), NameMatch.Find("labels", parsed.GetValue(_preference)!, sources));
    }

    /// <summary>How to learn, as options of the router family.</summary>
    public MetaRouterFamilyOptions Family(ParseResult parsed) => new()
    {
        Learner = parsed.GetValue(_learner)!,
        Normalisation = parsed.GetValue(_normalisation),
        Folds = parsed.GetValue(_folds),
        Tuned = parsed.GetValue(_tuned),
        Truncation = parsed.GetValue(_truncation),
        TruncationFloor = parsed.GetValue(_truncationFloor),
        Form = parsed.GetValue(_form),
        TieBand = parsed.GetValue(_tieBand),
    };

    /// <summary>How to learn.</summary>
    public MetaRouterOptions Method(ParseResult parsed) => new()
    {
        Learner = parsed.GetValue(_learner)!,
        Normalisation = parsed.GetValue(_normalisation),
        Folds = parsed.GetValue(_folds),
        Tuned = parsed.GetValue(_tuned),
        Truncation = new TruncationOptions { Kind = parsed.GetValue(_truncation), Floor = parsed.GetValue(_truncationFloor) },
    };
}
