using System.Text.Json.Nodes;
using OrleansRouter.Gateway;
using OrleansRouter.Gateway.Hosting;

namespace OrleansRouter.Cli.Tests.Import;

public sealed class LiteLlmTests : IDisposable
{
    private const string Config =
        """
        model_list:
          - model_name: gpt-4o-mini
            litellm_params: &openai
              model: openai/gpt-4o-mini
              api_key: os.environ/OPENAI_API_KEY
              rpm: 480
            model_info: { input_cost_per_token: 1.5e-07, output_cost_per_token: 0.0000006, max_input_tokens: 128000, max_output_tokens: 16384, supports_vision: true }
          - model_name: gpt-4o-mini
            litellm_params:
              <<: *openai
              model: groq/llama-3.1-8b-instant
              api_key: gsk-secret
              input_cost_per_token: 5e-08
              output_cost_per_token: 8e-08
          - model_name: claude
            litellm_params: { model: bedrock/anthropic.claude-v2 }
          - model_name: local
            litellm_params: { model: ollama/llama3, api_base: "http://gpu:11434/" }
          - model_name: "openai/*"
            litellm_params: { model: "openai/*" }
        litellm_settings:
          num_retries: 3
        general_settings:
          master_key: sk-1234
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Deployments_BecomeModels_AndTheRestNotes()
    {
        JsonNode imported = JsonNode.Parse((await ImportAsync(Config)).Output)!;
        JsonObject models = imported["models"]!.AsObject();
        models.Select(m => m.Key).ShouldBe(["gpt-4o-mini", "gpt-4o-mini-2", "local"]);
        models["gpt-4o-mini"]!.ToJsonString().ShouldBe(
            """
            {"provider":"openai","upstream_model":"gpt-4o-mini","base_url":"https://api.openai.com/v1","api_key_variable":"OPENAI_API_KEY","input_usd_per_million_tokens":0.15,"output_usd_per_million_tokens":0.6,"context_tokens":128000,"max_output_tokens":16384,"supports_vision":true}
            """.Trim());
        models["gpt-4o-mini-2"]!["base_url"]!.GetValue<string>().ShouldBe("https://api.groq.com/openai/v1");
        models["gpt-4o-mini-2"]!["input_usd_per_million_tokens"]!.GetValue<double>().ShouldBe(0.05);
        models["local"]!["base_url"]!.GetValue<string>().ShouldBe("http://gpu:11434/v1");

        string[] notes = [.. imported["notes"]!.AsArray().Select(n => n!.GetValue<string>())];
        notes.ShouldContain("'gpt-4o-mini' has several deployments; this one is the model 'gpt-4o-mini-2', which the policy may choose like any other.");
        notes.ShouldContain("'claude' (bedrock/anthropic.claude-v2) is not taken over: 'bedrock' does not speak the OpenAI protocol, or has no api_base.");
        notes.ShouldContain("'openai/*' is a wildcard and is not taken over: every model needs a price.");
        notes.ShouldContain("'local' has no input_cost_per_token: the model is refused until its price is set.");
        notes.ShouldContain("'gpt-4o-mini-2' has its api_key in the file: put it into the environment variable GPT_4O_MINI_2_API_KEY.");
        notes.ShouldContain("'gpt-4o-mini': rpm is not taken over.");
        notes.ShouldContain(n => n.StartsWith("general_settings (master_key) is not taken over"));
    }

    [Fact]
    public async Task Secrets_AreNeverCopied() => (await ImportAsync(Config)).Output.ShouldNotContain("gsk-secret");

    [Theory]
    [InlineData("model_list: [", "config.yaml line ")]
    [InlineData("router_settings: {}", "no model_list")]
    [InlineData("model_list:\n- model_name: a", "model_list[0]: no litellm_params")]
    [InlineData("model_list:\n- model_name: a\n  litellm_params: { model: gpt, input_cost_per_token: much }", "model_list[0]: input_cost_per_token is 'much'; expected a number")]
    public async Task File_OfSomethingElse_IsRefusedWithItsPlace(string text, string reason)
    {
        Cli.Result result = await ImportAsync(text);
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain(reason);
    }

    [Fact]
    public async Task Apply_AddsTheModelsToARunningGateway()
    {
        var options = new GatewayOptions { Store = _folder["router.db"], Urls = "http://127.0.0.1:0", SimulatedPool = false };
        await using GatewayApplication gateway = await GatewayHost.BuildAsync(options);
        await gateway.StartAsync();
        string url = gateway.Addresses.Single(), key = gateway.Report.OperatorKey!;
        (await ImportAsync(Config, "--apply", "--url", url, "--key", key)).ExitCode.ShouldBe(0);
        JsonNode models = JsonNode.Parse((await Cli.RunAsync("model", "list", "--url", url, "--key", key)).Output)!;
        models.AsArray().Select(m => m!["id"]!.GetValue<string>()).ShouldBe(["gpt-4o-mini", "gpt-4o-mini-2", "local"]);
    }

    private async Task<Cli.Result> ImportAsync(string config, params string[] options)
    {
        await File.WriteAllTextAsync(_folder["config.yaml"], config);
        return await Cli.RunAsync(["config", "import", "litellm", _folder["config.yaml"], .. options]);
    }
}
