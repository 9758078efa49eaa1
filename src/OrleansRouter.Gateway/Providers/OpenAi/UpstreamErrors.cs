using System.Text.Json;

namespace OrleansRouter.Gateway.Providers.OpenAi;

/// <summary>
/// Reads an upstream's error answer. Only what it says about the request itself is passed on: other messages may tell of keys and accounts.
/// </summary>
internal static class UpstreamErrors
{
    private const int LongestBody = 16_384;
    private const int LongestMessage = 1_000;

    public static async Task<ProviderException> ReadAsync(
        ProviderCall call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        int status = (int)response.StatusCode;
        ProviderFault fault = FaultOf(status);
        if (fault != ProviderFault.InvalidRequest)
        {
            return new ProviderException(fault, $"Model '{call.ModelId}': its upstream answered with status {status}.", status)
            {
                RetryAfter = RetryAfter(response, call.Time),
            };
        }

        (string? message, string? param, string? code) = Parse(await ReadBodyAsync(response, cancellationToken));
        return new ProviderException(
            fault, message ?? $"Model '{call.ModelId}': its upstream refused the request with status {status}.", status)
        {
            Param = param,
            Code = code,
        };
    }

    private static ProviderFault FaultOf(int status) => status switch
    {
        401 or 403 => ProviderFault.Unauthorized,
        404 => ProviderFault.UnknownModel,
        408 or 504 => ProviderFault.Timeout,
        429 => ProviderFault.RateLimited,
        503 or 529 => ProviderFault.Overloaded,
        400 or 413 or 415 or 422 => ProviderFault.InvalidRequest,
        _ => ProviderFault.ServerError,
    };

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        TimeSpan? wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => null,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static async Task<byte[]> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[LongestBody];
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        int read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return buffer[..read];
    }

    private static (string? Message, string? Param, string? Code) Parse(byte[] body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement error = document.RootElement.GetProperty("error");
            string? message = Text(error, "message");
            return (message?[..Math.Min(message.Length, LongestMessage)], Text(error, "param"), Text(error, "code"));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return default;
        }
    }

    private static string? Text(JsonElement error, string name) =>
        error.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
