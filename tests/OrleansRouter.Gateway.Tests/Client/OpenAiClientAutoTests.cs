using System.ClientModel;
using System.Text;
using OpenAI;
using OpenAI.Chat;
using OrleansRouter.Gateway.Tests.Harness;

namespace OrleansRouter.Gateway.Tests.Client;

/// <summary>The official OpenAI client with <c>model: "auto"</c> against a gateway as the first start makes it.</summary>
public sealed class OpenAiClientAutoTests(SimulatedFixture fixture) : IClassFixture<SimulatedFixture>
{
    [Fact]
    public async Task Chat_BodyAndHeadersNameWhoAnswered()
    {
        ClientResult<ChatCompletion> result = await Chat().CompleteChatAsync("prove a rigorous theorem about prime polynomial algebra");
        fixture.Gateway.Report.RegisteredModels.ShouldContain(result.Value.Model);
        result.GetRawResponse().Headers.TryGetValue("x-router-model", out string? model).ShouldBeTrue();
        model.ShouldBe(result.Value.Model);
        result.Value.Content[0].Text.ShouldStartWith($"[simulated answer of {model}]");
        result.GetRawResponse().Headers.TryGetValue("x-router-policy", out string? policy).ShouldBeTrue();
        policy.ShouldBe(fixture.Gateway.Report.NewDefaultPolicyId);
    }

    [Fact]
    public async Task Streaming_EveryUpdateNamesWhoAnswered()
    {
        var text = new StringBuilder();
        var models = new HashSet<string>();
        await foreach (StreamingChatCompletionUpdate update in Chat().CompleteChatStreamingAsync("simple quick recipe for dough"))
        {
            models.Add(update.Model);
            text.Append(string.Concat(update.ContentUpdate.Select(c => c.Text)));
        }

        text.ToString().ShouldStartWith($"[simulated answer of {models.Single()}]");
    }

    private ChatClient Chat() => new(
        "auto",
        new ApiKeyCredential(fixture.Gateway.Report.TenantKey!),
        new OpenAIClientOptions { Endpoint = new Uri(fixture.Gateway.Address, "/v1") });
}
