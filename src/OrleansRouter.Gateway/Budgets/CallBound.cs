using System.Text.Json;
using OrleansRouter.Gateway.Chat;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Budgets;

namespace OrleansRouter.Gateway.Budgets;

/// <summary>
/// What a request may cost at most, by model. No text has more tokens than bytes; images are bounded by a setting, and answers by what the
/// request, the model's settings or the gateway's say.
/// </summary>
internal sealed record CallBound
{
    private readonly BudgetOptions _options;
    private readonly long _inputTokens;
    private readonly long? _maxOutput;
    private readonly long _choices;

    private CallBound(BudgetOptions options, long inputTokens, long? maxOutput, long choices)
    {
        (_options, _inputTokens, _maxOutput, _choices) = (options, inputTokens, maxOutput, choices);
    }

    public static CallBound OfChat(JsonBody body, RoutingInput input, BudgetOptions options)
    {
        long images = input.Images * (long)options.MaxImageTokens;
        // Which of the two an upstream obeys is its own affair.
        double? maxOutput = Max(Number(body.Root, "max_completion_tokens"), Number(body.Root, "max_tokens"));
        return new CallBound(options, body.Utf8.Length + images, (long?)maxOutput, (long)Math.Clamp(Number(body.Root, "n") ?? 1, 1, int.MaxValue));
    }

    /// <summary>Embeddings have no answer that is written.</summary>
    public static CallBound OfEmbeddings(JsonBody body, BudgetOptions options) => new(options, body.Utf8.Length, maxOutput: 0, choices: 1);

    public MicroUsd Of(ModelEntry model)
    {
        long context = model.Settings.ContextTokens ?? long.MaxValue;
        long output = CapOf(model) ?? Math.Min(_maxOutput ?? long.MaxValue, model.Settings.MaxOutputTokens ?? long.MaxValue);
        try
        {
            return model.Cost(Math.Min(_inputTokens, context), checked(Math.Min(output, context) * _choices));
        }
        catch (OverflowException)
        {
            // More than any budget has.
            return BudgetLimits.Largest;
        }
    }

    /// <summary>The bound that the gateway adds to a request, because neither it nor the model's settings have one; null: none.</summary>
    public int? CapOf(ModelEntry model) => _maxOutput is null && model.Settings.MaxOutputTokens is null ? _options.MaxOutputTokens : null;

    private static double? Number(JsonElement body, string name) =>
        body.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? Math.Ceiling(value.GetDouble()) : null;

    private static double? Max(double? a, double? b) => a is null ? b : b is null ? a : Math.Max(a.Value, b.Value);
}
