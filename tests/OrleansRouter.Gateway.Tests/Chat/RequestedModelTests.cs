using OrleansRouter.Gateway.Chat;
using OrleansRouter.Gateway.OpenAi;

namespace OrleansRouter.Gateway.Tests.Chat;

public sealed class RequestedModelTests
{
    [Theory]
    [InlineData("auto", true, null, null)]
    [InlineData("auto:chat", true, "chat", null)]
    [InlineData("auto:a:b", true, "a:b", null)]
    [InlineData("router-mf-0.11593", true, null, 0.11593)]
    [InlineData("router-sw_ranking-1", true, null, 1.0)]
    [InlineData("router-bert-.5", true, null, 0.5)]
    [InlineData("router-mf", false, null, null)]
    [InlineData("router-mf-0.1-beta", false, null, null)]
    [InlineData("gpt-5", false, null, null)]
    public void Parse_KnownForms(string name, bool isAuto, string? policy, double? threshold)
    {
        RequestedModel model = RequestedModel.Parse(name, _ => false);
        (model.IsAuto, model.PolicyId, model.Threshold).ShouldBe((isAuto, policy, threshold));
    }

    [Fact]
    public void Parse_ModelOfThatVeryName_WinsOverRouteLlmsForm() =>
        RequestedModel.Parse("router-mf-0.5", id => id == "router-mf-0.5").IsAuto.ShouldBeFalse();

    [Fact]
    public void Parse_ThresholdAboveOne_NamesValueAndRange() =>
        Should.Throw<ApiException>(() => RequestedModel.Parse("router-mf-1.5", _ => false)).Message
            .ShouldBe("'model' is \"router-mf-1.5\": its threshold is 1.5; expected a number in [0, 1].");

    [Fact]
    public void Parse_EmptyPolicy_IsRefused() => Should.Throw<ApiException>(() => RequestedModel.Parse("auto:", _ => false));
}
