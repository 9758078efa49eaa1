using System.CommandLine;
using OrleansRouter.Routing.Barp.Training;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Cli.Commands.Methods;

/// <summary>How a BaRP policy learns: a preset, then single options.</summary>
internal sealed class BarpOptionSet
{
    /// <summary>The family that takes them.</summary>
    public const string FamilyName = "barp";

    private const string Best = "best", Paper = "paper";

    private static readonly IRouterFamily Family = PolicyComponents.Default.Families.Get(FamilyName);

    private readonly Option<string> _preset = new Option<string>("--preset")
    {
        Description = "best: what measured best. paper: the setting of the paper's experiments.",
        DefaultValueFactory = _ => Best,
    }.AcceptOnlyFromAmong(Best, Paper);

    private readonly Option<string[]> _set = SharedOptions.Set(Family);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_preset);
        command.Options.Add(_set);
    }

    /// <summary>The options that are meant.</summary>
    public BarpOptions Options(ParseResult parsed) => (BarpOptions)OptionsBinder.Bind(
        Family, SharedOptions.ParsePairs(parsed.GetValue(_set)!), parsed.GetValue(_preset) == Paper ? BarpOptions.Paper : new BarpOptions());
}
