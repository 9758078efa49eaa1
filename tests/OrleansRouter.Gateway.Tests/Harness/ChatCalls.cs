using System.Net.Http.Json;
using System.Text.Json;

namespace OrleansRouter.Gateway.Tests.Harness;

/// <summary>Sends chat requests and reads what comes back.</summary>
internal static class ChatCalls
{
    public static object Body(string model, string prompt = "Say hello", bool stream = false) =>
        new { model, stream, messages = new[] { new { role = "user", content = prompt } } };

    public static Task<HttpResponseMessage> ChatAsync(this HttpClient client, object body) => client.PostAsJsonAsync("/v1/chat/completions", body);

    public static async Task<HttpResponseMessage> StreamAsync(this HttpClient client, object body, CancellationToken cancellationToken = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = JsonContent.Create(body) };
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsStringAsync());

    /// <summary>The JSON of an answer that must be a success.</summary>
    public static async Task<JsonElement> OkAsync(this Task<HttpResponseMessage> call)
    {
        using HttpResponseMessage response = await call;
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        return await response.JsonAsync();
    }

    /// <summary>The <c>error</c> object of an answer in OpenAI's shape.</summary>
    public static async Task<JsonElement> ErrorAsync(this HttpResponseMessage response)
    {
        JsonElement error = (await response.JsonAsync()).GetProperty("error");
        error.EnumerateObject().Select(p => p.Name).ShouldBe(["message", "type", "param", "code"]);
        error.GetProperty("message").GetString().ShouldNotBeNullOrWhiteSpace();
        return error;
    }

    public static string Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues($"x-router-{name}", out IEnumerable<string>? values) ? values.Single() : "";

    /// <summary>The data of every event of a stream.</summary>
    public static async Task<List<string>> EventsAsync(this HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync();
        return [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(e => e.StartsWith("data: ") ? e[6..] : throw new FormatException(e))];
    }

    public static string TextOf(IEnumerable<string> events) => string.Concat(events
        .Where(e => e != "[DONE]")
        .SelectMany(e => JsonElement.Parse(e).GetProperty("choices").EnumerateArray())
        .Select(c => c.GetProperty("delta").TryGetProperty("content", out JsonElement content) ? content.GetString() : ""));
}
