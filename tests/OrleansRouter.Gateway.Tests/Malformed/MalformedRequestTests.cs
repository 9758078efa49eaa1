using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using OrleansRouter.Gateway.Tests.Harness;
using OrleansRouter.TestKit.Gateway;

namespace OrleansRouter.Gateway.Tests.Malformed;

public sealed class MalformedRequestTests
{
    private const int Requests = 1_000;
    private const int HugeBodies = 8;
    private const int HugeBytes = 11_000_000;
    private const long AllowedGrowthBytes = 20_000_000;

    [Fact]
    public async Task ThousandMalformedRequests_GetOnly4xx_WithoutHangOrMemoryGrowth()
    {
        await using FakeUpstream upstream = await FakeUpstream.StartAsync();
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.AddModelAsync("alpha", upstream);
        var generator = new MalformedRequests(seed: 7);
        MalformedRequest[] requests = [.. Enumerable.Range(0, Requests - HugeBodies).Select(_ => generator.Next())];
        var wrong = new ConcurrentQueue<string>();
        await SendRoundAsync(gateway, requests[..(requests.Length / 2)], wrong);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await SendRoundAsync(gateway, requests[(requests.Length / 2)..], wrong);

        wrong.ShouldBeEmpty();
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(AllowedGrowthBytes);
        upstream.Requests.ShouldBeEmpty();
        using HttpResponseMessage after = await gateway.Tenant.ChatAsync(ChatCalls.Body("alpha"));
        after.EnsureSuccessStatusCode();
    }

    [Theory]
    [InlineData("GET\r\n\r\n")]
    [InlineData("\0\0\0\0\r\n\r\n")]
    [InlineData("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n")]
    [InlineData("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\nAuthorization: Bearer KEY\r\n\r\nzz\r\n")]
    [InlineData("GET /v1/models HTTP/9.9\r\nHost: x\r\n\r\n")]
    public async Task BrokenHttp_GetsA4xxOrAClosedConnection(string raw)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", gateway.Address.Port);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(raw.Replace("KEY", gateway.Report.TenantKey)));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        string? status = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10));
        (status is null || status.StartsWith("HTTP/1.1 4", StringComparison.Ordinal) || status.StartsWith("HTTP/1.1 505", StringComparison.Ordinal)).ShouldBeTrue(status);
    }

    /// <summary>Half of the requests, so that the second round shows whether anything stays behind beyond the server's pools.</summary>
    private static async Task SendRoundAsync(TestGateway gateway, MalformedRequest[] requests, ConcurrentQueue<string> wrong)
    {
        await Parallel.ForEachAsync(
            requests, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (request, _) => await SendAsync(gateway, request, wrong));
        for (int i = 0; i < HugeBodies / 2; i++)
        {
            await SendAsync(gateway, MalformedRequests.Huge(HugeBytes), wrong, chunked: i % 2 == 1);
        }
    }

    private static async Task SendAsync(TestGateway gateway, MalformedRequest malformed, ConcurrentQueue<string> wrong, bool chunked = false)
    {
        HttpClient client = malformed.Path.StartsWith("/admin", StringComparison.Ordinal) ? gateway.Operator : gateway.Tenant;
        using HttpResponseMessage response = await SendAsync(client, malformed, chunked);
        string text = await response.Content.ReadAsStringAsync();
        if ((int)response.StatusCode is < 400 or > 499 || !text.StartsWith("{\"error\":{\"message\":\"", StringComparison.Ordinal))
        {
            string sent = malformed.Body is null ? "" : Encoding.UTF8.GetString(malformed.Body[..Math.Min(200, malformed.Body.Length)]);
            wrong.Enqueue($"{(int)response.StatusCode} for {malformed.Kind}: {malformed.Method} {malformed.Path} {string.Join(",", malformed.Headers)} {sent} → {text}");
        }
    }

    /// <summary>
    /// A server may answer and close before it has read the body (RFC 9112, 9.6); a client that still writes, or takes that connection for its
    /// next request, then sees it broken instead of the answer. Such a request is sent again, its body after "Expect: 100-continue", which waits
    /// for the verdict: the answer is demanded all the same.
    /// </summary>
    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, MalformedRequest malformed, bool chunked)
    {
        const int mostTries = 4;
        for (int tries = 1; ; tries++)
        {
            try
            {
                return await SendOnceAsync(client, malformed, chunked, expectContinue: tries > 1 && malformed.Body is not null);
            }
            catch (HttpRequestException e) when (e.InnerException is IOException && tries < mostTries)
            {
                // The next try has another connection.
            }
        }
    }

    private static async Task<HttpResponseMessage> SendOnceAsync(HttpClient client, MalformedRequest malformed, bool chunked, bool expectContinue)
    {
        using var request = new HttpRequestMessage(malformed.Method, malformed.Path);
        request.Headers.TransferEncodingChunked = chunked ? true : null;
        request.Headers.ExpectContinue = expectContinue ? true : null;
        foreach ((string name, string value) in malformed.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (malformed.Body is { } body)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return await client.SendAsync(request).WaitAsync(TimeSpan.FromSeconds(20));
    }
}
