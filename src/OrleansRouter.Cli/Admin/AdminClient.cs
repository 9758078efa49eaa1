using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansRouter.Cli.Admin;

/// <summary>Talks to a running gateway's <c>/admin/v1</c>.</summary>
internal sealed class AdminClient : IDisposable
{
    private readonly HttpClient _http;

    /// <param name="url">Address of the gateway.</param>
    /// <param name="key">An operator's or tenant administrator's key.</param>
    /// <param name="timeout">How long one request may take; null: as long as is usual.</param>
    public AdminClient(Uri url, string key, TimeSpan? timeout = null)
    {
        _http = new HttpClient { BaseAddress = new Uri(url, "/admin/v1/") };
        _http.Timeout = timeout ?? _http.Timeout;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public Task<JsonNode?> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);

    public Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) }, cancellationToken);

    public Task<JsonNode?> UploadAsync(string path, byte[] file, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = content }, cancellationToken);
    }

    public Task<JsonNode?> PutAsync(string path, Stream content, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Put, path) { Content = new StreamContent(content) }, cancellationToken);

    /// <summary>Copies an answer that may be long into a file; it appears whole or not at all.</summary>
    /// <returns>How many bytes it has.</returns>
    public async Task<long> DownloadAsync(string path, string file, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _http.GetAsync(
            new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw Refusal(response, await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        }

        string partial = file + ".partial";
        try
        {
            await using (FileStream stream = File.Create(partial))
            {
                await response.Content.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
            }

            File.Move(partial, file, overwrite: true);
            return new FileInfo(file).Length;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>All items of a paged list.</summary>
    public async Task<JsonArray> ListAsync(string path, CancellationToken cancellationToken)
    {
        var items = new JsonArray();
        string? after = null;
        do
        {
            JsonNode page = (await GetAsync(after is null ? path : $"{path}{(path.Contains('?') ? '&' : '?')}after={Uri.EscapeDataString(after)}", cancellationToken).ConfigureAwait(false))!;
            foreach (JsonNode? item in page["data"]!.AsArray())
            {
                items.Add(item!.DeepClone());
            }

            after = page["after"]?.ToString();
        }
        while (after is not null);
        return items;
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode?> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            string text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? text.Length == 0 ? null : JsonNode.Parse(text)
                : throw Refusal(response, text);
        }
    }

    private static InvalidOperationException Refusal(HttpResponseMessage response, string text) =>
        new($"{(int)response.StatusCode}: {ErrorMessage(text) ?? response.ReasonPhrase}");

    /// <summary>The message of an answer in OpenAI's error shape; the start of the text otherwise.</summary>
    private static string? ErrorMessage(string text)
    {
        try
        {
            return JsonNode.Parse(text)?["error"]?["message"]?.GetValue<string>();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return text.Length == 0 ? null : text[..Math.Min(text.Length, 200)];
        }
    }
}
