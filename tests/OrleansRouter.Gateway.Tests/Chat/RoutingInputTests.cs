using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OrleansRouter.Gateway.Chat;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Routing;

namespace OrleansRouter.Gateway.Tests.Chat;

public sealed class RoutingInputTests
{
    [Fact]
    public void Read_Conversation_PromptIsTheUsersLastTurn()
    {
        RoutingInput input = Read("""
            {"messages":[{"role":"system","content":"be kind"},{"role":"user","content":"first"},{"role":"assistant","content":"ok"},
             {"role":"user","content":[{"type":"text","text":"second"},{"type":"image_url","image_url":{"url":"data:…"}}]},
             {"role":"user","content":"third"},{"role":"assistant","content":null,"tool_calls":[{"id":"1"}]},{"role":"tool","content":"42"}]}
            """);
        input.Prompt.ShouldBe("second\nthird");
        input.NeedsVision.ShouldBeTrue();
        input.NeedsTools.ShouldBeFalse();
        input.InputTokens.ShouldBeInRange(1_000 + (7 * 4), 1_000 + (7 * 4) + 20);
    }

    [Fact]
    public void Read_LongPrompt_IsCutBetweenCharacters()
    {
        string prompt = new string('a', Conversation.LongestPrompt - 1) + "😀😀";
        RoutingInput input = Read(JsonSerializer.Serialize(new { messages = new[] { new { role = "user", content = prompt } } }));
        input.Prompt.ShouldBe(new string('a', Conversation.LongestPrompt - 1));
    }

    [Fact]
    public void Read_ToolsAndLimits_AreSeen()
    {
        RoutingInput input = Read("""{"messages":[{"role":"user","content":"x"}],"tools":[{"type":"function"}],"max_tokens":7}""");
        input.NeedsTools.ShouldBeTrue();
        input.MaxOutputTokens.ShouldBe(7);
    }

    [Theory]
    [InlineData("""{"messages":[]}""", "'messages' is empty; expected at least one message.")]
    [InlineData("""{"messages":[3]}""", "'messages[0]' is 3; expected a message object.")]
    [InlineData("""{"messages":[{"content":"x"}]}""", "'messages[0].role' is missing; expected a string such as \"user\".")]
    [InlineData("""{"messages":[{"role":"user","content":7}]}""", "'messages[0].content' is 7; expected a string or an array of content parts.")]
    [InlineData("""{"messages":[{"role":"user","content":["x"]}]}""", "'messages[0].content' is \"x\"; expected an array of objects with a 'type'.")]
    [InlineData("""{"messages":[{"role":"user"}],"max_tokens":0}""", "'max_tokens' is 0; expected an integer of at least 1.")]
    [InlineData("""{"messages":[{"role":"user"}],"tools":{}}""", "'tools' is an object; expected an array.")]
    [InlineData("""{"messages":[{"role":"user"}],"router":{"cost_weight":"high"}}""", "'router.cost_weight' is \"high\"; expected a number in [0, 1000].")]
    [InlineData("""{"messages":[{"role":"user"}],"router":{"cost_weight":1e400}}""", "'router.cost_weight' is 1e400; expected a number in [0, 1000].")]
    [InlineData("""{"messages":[{"role":"user"}],"router":{"costweight":1}}""",
        "No field 'router.costweight'; there are: quality_weight, cost_weight, risk_aversion, max_cost_usd, allowed_models, session.")]
    [InlineData("""{"messages":[{"role":"user"}],"router":{"allowed_models":[]}}""", "'router.allowed_models' is an array; expected an array of 1 to 100 model names.")]
    public void Read_WrongField_NamesPlaceValueAndWhatIsExpected(string body, string message) =>
        Should.Throw<ApiException>(() => Read(body)).Message.ShouldBe(message);

    [Fact]
    public void Knobs_BodyWinsOverHeaders_AndBothOverTheTenant()
    {
        var headers = new HeaderDictionary
        {
            ["x-router-cost-weight"] = "0.5",
            ["x-router-quality-weight"] = "2",
            ["x-router-allowed-models"] = "a, b",
            ["x-router-session"] = "s",
        };
        RouterKnobs knobs = RouterKnobs.Read(JsonElement.Parse("""{"router":{"cost_weight":0.25}}"""), headers);
        knobs.Apply(new Preference { RiskAversion = 0.75 }).ShouldBe(new Preference { QualityWeight = 2, CostWeight = 0.25, RiskAversion = 0.75 });
        knobs.AllowedModels.ShouldBe(["a", "b"]);
        knobs.Session.ShouldBe("s");
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("-1")]
    [InlineData("1e9")]
    [InlineData("much")]
    public void Knobs_HeaderOutOfRange_IsRefused(string value) => Should.Throw<ApiException>(() =>
            RouterKnobs.Read(JsonElement.Parse("{}"), new HeaderDictionary { ["x-router-risk-aversion"] = value }))
        .Message.ShouldBe($"Header 'x-router-risk-aversion' is \"{value}\"; expected a number in [0, 1000].");

    [Fact]
    public void Knobs_BothWeightsZero_AreRefused() => Should.Throw<ApiException>(() =>
        new RouterKnobs { CostWeight = 0, QualityWeight = 0 }.Apply(Preference.Default));

    private static RoutingInput Read(string json)
    {
        JsonElement body = JsonElement.Parse(json);
        return RoutingInput.Read(body, body.GetProperty("messages"), new HeaderDictionary());
    }
}
