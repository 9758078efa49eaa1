using System.Text;
using System.Text.Json;
using OrleansRouter.Gateway.Chat;
using OrleansRouter.Gateway.OpenAi;

namespace OrleansRouter.Gateway.Tests.Chat;

public sealed class UpstreamBodyTests
{
    [Theory]
    [InlineData("""{"model":"a"}""", """{"model":"up","stream_options":{"include_usage":true}}""")]
    [InlineData("""{"stream_options":{"include_usage":false,"x":1.0},"model":"a"}""", """{"model":"up","stream_options":{"x":1.0,"include_usage":true}}""")]
    [InlineData("""{"stream_options":null,"router":{"a":1},"z":"\u0041"}""", """{"z":"\u0041","stream_options":{"include_usage":true}}""")]
    public void Write_Stream_AsksForUsage(string body, string expected) => Write(body, askForUsage: true).ShouldBe(expected);

    [Fact]
    public void Write_WholeAnswer_LeavesStreamOptionsAlone() =>
        Write("""{"stream_options":{"x":1},"model":"a","é\n":[]}""", askForUsage: false).ShouldBe("""{"stream_options":{"x":1},"model":"up","é\n":[]}""");

    private static string Write(string json, bool askForUsage)
    {
        using JsonBody body = JsonBody.Parse(Encoding.UTF8.GetBytes(json), maxDepth: 64);
        ReadOnlyMemory<byte> written = UpstreamBody.Write(body, "up", askForUsage);
        JsonElement.Parse(written.Span).ValueKind.ShouldBe(JsonValueKind.Object);
        return Encoding.UTF8.GetString(written.Span);
    }
}
