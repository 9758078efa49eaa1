using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Models;
using OrleansRouter.Gateway.Tests.Harness;
using OrleansRouter.TestKit.Gateway;

namespace OrleansRouter.Gateway.Tests.Client;

/// <summary>The official OpenAI client against the real gateway.</summary>
public sealed class OpenAiClientTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task Chat_AnswersAndNamesWhoAnswered()
    {
        ClientResult<ChatCompletion> result = await Chat("alpha").CompleteChatAsync("Say hello");
        result.Value.Content[0].Text.ShouldBe("Hello from upstream");
        result.Value.Model.ShouldBe("alpha");
        result.Value.FinishReason.ShouldBe(ChatFinishReason.Stop);
        result.Value.Usage.OutputTokenCount.ShouldBe(3);
        PipelineResponse raw = result.GetRawResponse();
        raw.Headers.TryGetValue("x-router-model", out string? model).ShouldBeTrue();
        model.ShouldBe("alpha");
        raw.Headers.TryGetValue("x-router-decision-id", out string? decision).ShouldBeTrue();
        decision.ShouldStartWith("dec_");
    }

    [Fact]
    public async Task Streaming_GivesTheTextTheModelAndTheUsage()
    {
        var text = new StringBuilder();
        ChatTokenUsage? usage = null;
        await foreach (StreamingChatCompletionUpdate update in Chat("alpha").CompleteChatStreamingAsync("Say hello"))
        {
            update.Model.ShouldBe("alpha");
            text.Append(string.Concat(update.ContentUpdate.Select(c => c.Text)));
            usage = update.Usage ?? usage;
        }

        text.ToString().ShouldBe("Hello from upstream");
        usage.ShouldNotBeNull("the client asks for usage in streams").InputTokenCount.ShouldBe(11);
    }

    [Fact]
    public async Task UnknownModel_IsTheClientsResultExceptionAndNamesWhatExists()
    {
        ClientResultException exception = await Should.ThrowAsync<ClientResultException>(() => Chat("gpt-5x").CompleteChatAsync("x"));
        exception.Status.ShouldBe(404);
        exception.Message.ShouldContain("No model 'gpt-5x'; this tenant may use: auto, alpha.");
    }

    [Theory]
    [InlineData(429, 429)]
    [InlineData(500, 502)]
    [InlineData(400, 400)]
    public async Task UpstreamErrors_ReachTheClientWithTheirStatus(int upstream, int expected)
    {
        fixture.Upstream.Enqueue(new UpstreamScript { Status = upstream });
        (await Should.ThrowAsync<ClientResultException>(() => Chat("alpha").CompleteChatAsync("x"))).Status.ShouldBe(expected);
    }

    [Fact]
    public async Task WrongKey_Is401() => (await Should.ThrowAsync<ClientResultException>(
        () => Chat("alpha", "or-0000-1111").CompleteChatAsync("x"))).Status.ShouldBe(401);

    [Fact]
    public async Task Models_ListsAutoAndTheTenantsModels()
    {
        OpenAIModelClient models = new(Credential(), Options());
        (await models.GetModelsAsync()).Value.Select(m => m.Id).ShouldBe(["auto", "alpha"]);
        (await models.GetModelAsync("alpha")).Value.OwnedBy.ShouldBe("openai");
        (await Should.ThrowAsync<ClientResultException>(() => models.GetModelAsync("nope"))).Status.ShouldBe(404);
    }

    private ChatClient Chat(string model, string? key = null) => new(model, key is null ? Credential() : new ApiKeyCredential(key), Options());

    private ApiKeyCredential Credential() => new(fixture.Gateway.Report.TenantKey!);

    private OpenAIClientOptions Options() => new()
    {
        Endpoint = new Uri(fixture.Gateway.Address, "/v1"),
        RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
    };
}
