using OrleansRouter.Routing;
using OrleansRouter.Routing.Online;

namespace OrleansRouter.TestKit.Routing;

/// <summary>
/// What tenants of hidden kinds ask, which models answer, and how well. Nothing but the kinds' own outcomes tells kinds apart.
/// </summary>
public sealed record TenantWorld
{
    /// <summary>Its name in reports.</summary>
    public required string Name { get; init; }

    /// <summary>The models that the trained policy knows.</summary>
    public required IReadOnlyList<ModelProfile> Models { get; init; }

    /// <summary>The model that joins later.</summary>
    public required ModelProfile Newcomer { get; init; }

    /// <summary>The task at which the newcomer is best.</summary>
    public required int NewcomerTask { get; init; }

    /// <summary>Number of tasks, at most 4, asked for equally often.</summary>
    public required int Tasks { get; init; }

    /// <summary>The share of each kind of tenant, in tenths; they sum to 10.</summary>
    public required IReadOnlyList<int> Kinds { get; init; }

    /// <summary>The probability that an answer is good, by model, task and kind; models as in <see cref="Models"/>, then the newcomer.</summary>
    public required Func<int, int, int, double> Quality { get; init; }

    /// <summary>What tenants weigh.</summary>
    public required Preference Preference { get; init; }

    /// <summary>The share of letters of a prompt that belong to another task.</summary>
    public double OffTopic { get; init; }

    /// <summary>
    /// Three models of equal price. For a tenant of kind g the best model of task t is (t + g) mod 3: its answers are good with
    /// probability 0.8, those of others with 0.4. The newcomer: 0.98 on task 1, 0.4 on the others.
    /// </summary>
    public static TenantWorld Rotated { get; } = new()
    {
        Name = "rotated",
        Models = [.. Enumerable.Range(0, 3).Select(k => new ModelProfile($"model-{k}", 1, 1))],
        Newcomer = new ModelProfile("newcomer", 1, 1),
        NewcomerTask = 1,
        Tasks = 3,
        Kinds = [5, 3, 2],
        Quality = (model, task, kind) => model == 3 ? task == 1 ? 0.98 : 0.4 : model == (task + kind) % 3 ? 0.8 : 0.4,
        Preference = new Preference { CostWeight = 0, RiskAversion = 0 },
    };

    /// <summary>
    /// Four models, each four times as dear as the one before and good at one of four tasks (0.7, else 0.5) for everybody; each kind values one
    /// model's style more (+0.2) and another's less (−0.2). A third of the letters of a prompt mislead. The newcomer: 0.95 on task 3, 0.3 elsewhere.
    /// </summary>
    public static TenantWorld Styles { get; } = new()
    {
        Name = "styles",
        Models = [.. Enumerable.Range(0, 4).Select(k => new ModelProfile($"model-{k}", Math.Pow(4, k - 1), Math.Pow(4, k - 1)))],
        Newcomer = new ModelProfile("newcomer", 2, 2),
        NewcomerTask = 3,
        Tasks = 4,
        Kinds = [4, 3, 3],
        Quality = (model, task, kind) => model == 4
            ? task == 3 ? 0.95 : 0.3
            : (model == task ? 0.7 : 0.5) + (model == kind ? 0.2 : model == kind + 1 ? -0.2 : 0),
        Preference = new Preference { CostWeight = 0.1, RiskAversion = 0 },
        OffTopic = 1.0 / 3,
    };

    /// <summary>Every world.</summary>
    public static IReadOnlyList<TenantWorld> All { get; } = [Rotated, Styles];

    /// <summary>The kind of a tenant by number.</summary>
    public int KindOf(int tenant)
    {
        int kind = 0;
        for (int place = tenant % 10; place >= Kinds[kind]; kind++)
        {
            place -= Kinds[kind];
        }

        return kind;
    }

    /// <summary>Every model, the newcomer last.</summary>
    public IReadOnlyList<ModelProfile> Everyone => [.. Models, Newcomer];

    /// <summary>The cost of an answer in US dollars: a thousand tokens.</summary>
    public double CostUsd(int model) => 1e-3 * Everyone[model].PriceUsd;

    /// <summary>The expected utility of a model.</summary>
    public double Utility(int model, int task, int kind, double costCapUsd) =>
        Preference.Utility(Quality(model, task, kind), Math.Min(CostUsd(model) / costCapUsd, 1), 0);
}
