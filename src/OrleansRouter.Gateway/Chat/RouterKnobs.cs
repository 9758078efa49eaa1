using System.Globalization;
using System.Text.Json;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Routing;

namespace OrleansRouter.Gateway.Chat;

/// <summary>
/// What one request asks of the router: the body's <c>router</c> object, or headers <c>x-router-*</c> where the body is silent.
/// </summary>
internal sealed record RouterKnobs
{
    public const string HeaderPrefix = "x-router-";
    private const int MostModels = 100;
    private const double SmallestCostUsd = 1e-12;
    private static readonly string[] Names =
        ["quality_weight", "cost_weight", "risk_aversion", "max_cost_usd", "allowed_models", "session"];

    public double? QualityWeight { get; init; }

    public double? CostWeight { get; init; }

    public double? RiskAversion { get; init; }

    public double? MaxCostUsd { get; init; }

    public IReadOnlyList<string>? AllowedModels { get; init; }

    public string? Session { get; init; }

    public static RouterKnobs Read(JsonElement body, IHeaderDictionary headers)
    {
        RouterKnobs knobs = JsonFields.Object(body, "router") is { } router ? FromBody(router) : new RouterKnobs();
        return new RouterKnobs
        {
            QualityWeight = knobs.QualityWeight ?? Number(headers, "quality-weight", 0, Preference.MaxWeight),
            CostWeight = knobs.CostWeight ?? Number(headers, "cost-weight", 0, Preference.MaxWeight),
            RiskAversion = knobs.RiskAversion ?? Number(headers, "risk-aversion", 0, Preference.MaxWeight),
            MaxCostUsd = knobs.MaxCostUsd ?? Number(headers, "max-cost-usd", SmallestCostUsd, double.MaxValue),
            AllowedModels = knobs.AllowedModels ?? Models(headers, "allowed-models"),
            Session = knobs.Session ?? Text(headers, "session"),
        };
    }

    /// <summary>The tenant's preference with what this request overrides.</summary>
    /// <exception cref="ApiException">Quality and cost weight are both 0.</exception>
    public Preference Apply(Preference tenant)
    {
        var preference = new Preference
        {
            QualityWeight = QualityWeight ?? tenant.QualityWeight,
            CostWeight = CostWeight ?? tenant.CostWeight,
            RiskAversion = RiskAversion ?? tenant.RiskAversion,
        };
        try
        {
            return preference.Validated("'router'");
        }
        catch (ArgumentException exception)
        {
            throw ApiError.InvalidRequest(exception.Message, "router").AsException();
        }
    }

    private static RouterKnobs FromBody(JsonElement router)
    {
        const string path = "router.";
        foreach (JsonProperty property in router.EnumerateObject())
        {
            if (!Names.Contains(property.Name))
            {
                throw ApiError.InvalidRequest(
                    $"No field '{path}{property.Name}'; there are: {string.Join(", ", Names)}.", path + property.Name).AsException();
            }
        }

        return new RouterKnobs
        {
            QualityWeight = JsonFields.Number(router, "quality_weight", 0, Preference.MaxWeight, path),
            CostWeight = JsonFields.Number(router, "cost_weight", 0, Preference.MaxWeight, path),
            RiskAversion = JsonFields.Number(router, "risk_aversion", 0, Preference.MaxWeight, path),
            MaxCostUsd = JsonFields.Number(router, "max_cost_usd", SmallestCostUsd, double.MaxValue, path),
            AllowedModels = JsonFields.Array(router, "allowed_models", path) is { } models ? ModelNames(models) : null,
            Session = JsonFields.String(router, "session", path),
        };
    }

    private static string[] ModelNames(JsonElement models)
    {
        const string path = "router.allowed_models";
        if (models.GetArrayLength() is < 1 or > MostModels)
        {
            throw JsonFields.Wrong(models, path, $"an array of 1 to {MostModels} model names");
        }

        return [.. models.EnumerateArray().Select(model =>
            model.ValueKind == JsonValueKind.String ? model.GetString()! : throw JsonFields.Wrong(model, path, "model names"))];
    }

    private static double? Number(IHeaderDictionary headers, string name, double min, double max)
    {
        string? text = headers[HeaderPrefix + name].FirstOrDefault();
        if (text is null)
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= min && value <= max
            ? value
            : throw WrongHeader(name, $"is \"{text}\"; expected a number in [{min:R}, {max:R}]");
    }

    private static string[]? Models(IHeaderDictionary headers, string name)
    {
        string[]? models = headers[HeaderPrefix + name].FirstOrDefault()
            ?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return models is null or { Length: > 0 and <= MostModels }
            ? models
            : throw WrongHeader(name, $"names {models.Length} models; expected 1 to {MostModels}, separated by commas");
    }

    private static string? Text(IHeaderDictionary headers, string name)
    {
        string? text = headers[HeaderPrefix + name].FirstOrDefault();
        return text is null or { Length: <= JsonFields.LongestText }
            ? text
            : throw WrongHeader(name, $"has {text.Length} characters; at most {JsonFields.LongestText} are accepted");
    }

    private static ApiException WrongHeader(string name, string problem) =>
        ApiError.InvalidRequest($"Header '{HeaderPrefix}{name}' {problem}.", HeaderPrefix + name).AsException();
}
