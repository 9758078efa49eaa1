using System.Text.Json;

namespace OrleansRouter.TestKit;

/// <summary>Oracle values that a script in bench/peers computed with an outside library; copied next to the test binary.</summary>
public static class Fixture
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>Reads <c>Fixtures/name.json</c> of the running test project.</summary>
    public static T Load<T>(string name)
    {
        using FileStream stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Fixtures", name + ".json"));
        return JsonSerializer.Deserialize<T>(stream, Options) ?? throw new InvalidDataException($"Fixture '{name}' is null.");
    }
}
