using System.Net;
using System.Text.Json;
using OrleansRouter.Gateway.Tests.Harness;

namespace OrleansRouter.Gateway.Tests.Hosting;

/// <summary>An empty database becomes one that serves, with simulated models.</summary>
public sealed class FirstBootTests(SimulatedFixture fixture) : IClassFixture<SimulatedFixture>
{
    private readonly TestGateway _gateway = fixture.Gateway;

    [Fact]
    public async Task EmptyDatabase_GetsKeysModelsAndAPolicy_AndIsReady()
    {
        _gateway.Report.RegisteredModels.ShouldBe(["sim-1", "sim-2", "sim-3", "sim-4"]);
        _gateway.Report.NewDefaultPolicyId.ShouldNotBeNull().ShouldStartWith("ridge-");
        _gateway.Report.TrainedOnSimulatedData.ShouldBeTrue();
        _gateway.Report.TenantKey.ShouldNotBeNull().ShouldStartWith("or-");
        using HttpResponseMessage ready = await _gateway.Tenant.GetAsync("/readyz");
        ready.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Auto_IsAnsweredByASimulatedModelThatSaysSo_TheSameEveryTime()
    {
        object body = ChatCalls.Body("auto", "prove an advanced rigorous theorem about prime polynomial algebra");
        using HttpResponseMessage first = await _gateway.Tenant.ChatAsync(body), second = await _gateway.Tenant.ChatAsync(body);
        string text = await first.Content.ReadAsStringAsync();
        text.ShouldBe(await second.Content.ReadAsStringAsync());
        JsonElement answer = JsonElement.Parse(text);
        string model = answer.GetProperty("model").GetString()!;
        first.Header("model").ShouldBe(model);
        answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!.ShouldStartWith($"[simulated answer of {model}]");
        double.Parse(first.Header("cost-usd"), System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Stream_ComesInSeveralChunks_WithTheSameTextAsTheWholeAnswer()
    {
        using HttpResponseMessage whole = await _gateway.Tenant.ChatAsync(ChatCalls.Body("sim-2", "hello there"));
        using HttpResponseMessage stream = await _gateway.Tenant.StreamAsync(ChatCalls.Body("sim-2", "hello there", stream: true));
        List<string> events = await stream.EventsAsync();
        events.Count.ShouldBeGreaterThan(4);
        ChatCalls.TextOf(events).ShouldBe((await whole.JsonAsync()).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
    }

    [Fact]
    public async Task MaxTokens_CutsTheAnswer()
    {
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(
            new { model = "sim-1", messages = new[] { new { role = "user", content = "x" } }, max_tokens = 5 });
        JsonElement answer = await response.JsonAsync();
        answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32().ShouldBe(5);
        answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString().ShouldBe("length");
    }

    [Fact]
    public async Task Embeddings_AreRefusedClearly()
    {
        using HttpResponseMessage response = await _gateway.Tenant.PostAsync(
            "/v1/embeddings", new StringContent("""{"model":"sim-1","input":"x"}""", null, "application/json"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.ErrorAsync()).GetProperty("message").GetString()!.ShouldContain("simulated");
    }

    [Fact]
    public async Task DifferentPrompts_GoToDifferentModels()
    {
        var models = new HashSet<string>();
        foreach (string prompt in new[] { "simple basic recipe for butter dough", "rigorous adversarial proof of a theorem on prime algebra", "advanced contract clause liability tort", "obvious quick python loop" })
        {
            using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("auto", prompt));
            models.Add(response.Header("model"));
        }

        models.Count.ShouldBeGreaterThan(1);
    }
}
