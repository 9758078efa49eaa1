using System.Text.Json.Nodes;

namespace OrleansRouter.Cli.Import;

/// <summary>What another router's configuration amounts to here.</summary>
/// <param name="Models">Settings by model id, as <c>PUT /admin/v1/models/{id}</c> takes them.</param>
/// <param name="Notes">What could not be taken over, or needs a hand.</param>
internal sealed record ImportedModels(IReadOnlyList<(string Id, JsonObject Settings)> Models, IReadOnlyList<string> Notes)
{
    public JsonObject ToJson() => new()
    {
        ["models"] = new JsonObject(Models.Select(m => KeyValuePair.Create(m.Id, (JsonNode?)m.Settings.DeepClone()))),
        ["notes"] = new JsonArray([.. Notes.Select(note => JsonValue.Create(note))]),
    };
}
