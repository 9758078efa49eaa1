using System.Text.Json;
using NJsonSchema;
using OrleansRouter.Gateway.Configuration;
using OrleansRouter.TestKit;

namespace OrleansRouter.Gateway.Tests.Configuration;

/// <summary>The example settings of the repository, and their schema.</summary>
public sealed class SiloConfigTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "silo-config");

    public static TheoryData<string> Files() => new(Directory.EnumerateFiles(Folder, "*.json").Select(Path.GetFileName).Where(f => f != "schema.json").Order()!);

    [Theory]
    [MemberData(nameof(Files))]
    public void Example_CanBeRead(string file)
    {
        Environment.SetEnvironmentVariable("ORLEANS_ROUTER_STORE", "postgres://user:password@localhost/database");
        Environment.SetEnvironmentVariable("ORLEANS_ROUTER_ADDRESS", "10.0.0.1");
        SettingsFile.Read<NodeOptions>(Path.Combine(Folder, file)).Store.ShouldNotBeEmpty();
        File.ReadAllText(Path.Combine(Folder, file)).ShouldContain("\"$schema\": \"./schema.json\"");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Example_FitsTheSchema(string file) => (await ErrorsAsync(File.ReadAllText(Path.Combine(Folder, file)))).ShouldBeEmpty();

    [Theory]
    [InlineData("""{"maxFallback":3}""")]
    [InlineData("""{"maxFallbacks":99}""")]
    [InlineData("""{"orleans":{"role":"boss"}}""")]
    [InlineData("""{"simulatedPool":"yes"}""")]
    public async Task Schema_RefusesWhatTheReaderRefuses(string settings) => (await ErrorsAsync(settings)).ShouldNotBeEmpty();

    [Fact]
    public void Schema_IsThatOfTheSettings() => File.ReadAllText(Path.Combine(Folder, "schema.json")).ShouldBe(
        SettingsFile.Schema<NodeOptions>(), "write it anew with: orleans-router config schema > silo-config/schema.json");

    [Fact]
    public void Schema_SaysRangesAndRefusesUnknownNames()
    {
        JsonElement schema = JsonElement.Parse(SettingsFile.Schema<NodeOptions>());
        schema.GetProperty("additionalProperties").GetBoolean().ShouldBeFalse();
        JsonElement port = schema.GetProperty("properties").GetProperty("orleans").GetProperty("properties").GetProperty("siloPort");
        port.GetProperty("minimum").GetDouble().ShouldBe(1);
        port.GetProperty("maximum").GetDouble().ShouldBe(65_535);
    }

    private static async Task<string[]> ErrorsAsync(string settings)
    {
        JsonSchema schema = await JsonSchema.FromJsonAsync(SettingsFile.Schema<NodeOptions>());
        return [.. schema.Validate(settings).Select(error => error.ToString())];
    }
}
