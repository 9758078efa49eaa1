using System.Text;
using OrleansRouter.Gateway.OpenAi;

namespace OrleansRouter.Gateway.Tests.OpenAi;

public sealed class JsonBodyTests
{
    [Theory]
    [InlineData("")]
    [InlineData("nul")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":1} x")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("{\"\\udc00\":1}")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    public void Parse_NotOneCleanObject_IsRefusedWith400(string json) => Refused(Encoding.UTF8.GetBytes(json)).Status.ShouldBe(400);

    [Fact]
    public void Parse_BrokenUtf8_SaysSo() => Refused([.. "{\"a\":\""u8, 0xC3, .. "\"}"u8]).Code.ShouldBe("invalid_utf8");

    [Fact]
    public void Parse_NestedToTheLimit_IsAcceptedAndOneDeeperIsNot()
    {
        string Nested(int depth) => $"{{\"a\":{new string('[', depth - 1)}{new string(']', depth - 1)}}}";
        using (JsonBody.Parse(Encoding.UTF8.GetBytes(Nested(64)), maxDepth: 64))
        {
        }

        Refused(Encoding.UTF8.GetBytes(Nested(65))).Message.ShouldContain("64");
    }

    [Fact]
    public void Parse_WholeSurrogatePair_IsAccepted()
    {
        using JsonBody body = JsonBody.Parse("{\"a\":\"\\ud83d\\ude00\"}"u8.ToArray(), maxDepth: 64);
        body.Root.GetProperty("a").GetString().ShouldBe("😀");
    }

    private static ApiError Refused(byte[] body) => Should.Throw<ApiException>(() => JsonBody.Parse(body, maxDepth: 64)).Error;
}
