namespace OrleansRouter.Routing.Data.Simulation;

/// <summary>The words that simulated prompts are made of. Real words, so that a router trained on them tells real prompts of these subjects apart too.</summary>
internal static class SimulatedVocabulary
{
    /// <summary>Number of subjects in <see cref="Tasks"/>.</summary>
    public const int MaxTasks = 8;

    /// <summary>Words that say a query is easy.</summary>
    public static readonly string[] Easy = Split("simple basic short quick beginner plain everyday obvious brief introductory");

    /// <summary>Words that say a query is hard.</summary>
    public static readonly string[] Hard = Split("rigorous advanced intricate exhaustive adversarial subtle formal expert multistep nontrivial");

    /// <summary>Words that every task uses.</summary>
    public static readonly string[] Shared = Split(
        "please explain how what which describe give show compare find answer question example reason result case part list write tell "
        + "between before after because best common different following given main many most need new number other possible problem same step using work");

    /// <summary>Every task with the words that only it uses.</summary>
    public static readonly (string Name, string[] Words)[] Tasks =
    [
        ("coding", Split("python function string array loop compiler recursion class method variable debug exception thread pointer sort hash "
            + "regex unittest refactor javascript sql query database api")),
        ("mathematics", Split("equation integral derivative theorem proof prime matrix vector probability polynomial algebra geometry triangle "
            + "fraction modulo logarithm limit series sum product angle root calculus variance")),
        ("medicine", Split("patient symptom diagnosis dose fever blood pressure infection antibiotic heart lung surgery chronic therapy vaccine "
            + "insulin diabetes allergy nurse clinic tumour artery migraine asthma")),
        ("law", Split("contract clause liability court plaintiff defendant statute tort breach damages copyright patent tenant landlord lease "
            + "jurisdiction appeal verdict witness negligence warranty trademark arbitration counsel")),
        ("history", Split("empire revolution treaty dynasty war king queen century medieval ancient colony parliament crusade renaissance "
            + "republic senate battle siege monarchy archive independence reform peasant fortress")),
        ("cooking", Split("recipe oven butter flour garlic onion simmer bake roast sauce dough pasta spice vegetarian dessert whisk marinade "
            + "broth pepper cheese skillet yeast caramel vinegar")),
        ("travel", Split("flight hotel itinerary passport visa airport luggage beach museum train budget hostel tourist island mountain "
            + "ferry currency guidebook hiking airline booking souvenir cathedral harbour")),
        ("finance", Split("stock bond dividend portfolio interest inflation mortgage loan credit tax equity hedge yield asset revenue balance "
            + "ledger audit pension broker option margin index capital")),
    ];

    private static string[] Split(string words) => words.Split(' ');
}
