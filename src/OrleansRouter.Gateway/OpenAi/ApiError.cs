using System.Text.Json;

namespace OrleansRouter.Gateway.OpenAi;

/// <summary>An error answer in OpenAI's shape: <c>{"error":{"message","type","param","code"}}</c>.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Type">OpenAI's class of error, such as <c>invalid_request_error</c>.</param>
/// <param name="Message">What is wrong, where, and what would be accepted.</param>
/// <param name="Param">The field it is about, or null.</param>
/// <param name="Code">A stable name of the error, or null.</param>
/// <param name="RetryAfter">When another try makes sense, or null.</param>
internal sealed record ApiError(
    int Status, string Type, string Message, string? Param = null, string? Code = null, TimeSpan? RetryAfter = null)
{
    private const string InvalidRequestType = "invalid_request_error";

    public static ApiError InvalidRequest(string message, string? param = null, string? code = null) =>
        new(StatusCodes.Status400BadRequest, InvalidRequestType, message, param, code);

    public static ApiError Unauthorized(string message, string code = "invalid_api_key") =>
        new(StatusCodes.Status401Unauthorized, InvalidRequestType, message, Code: code);

    public static ApiError Forbidden(string message) =>
        new(StatusCodes.Status403Forbidden, "permission_error", message, Code: "insufficient_scope");

    public static ApiError NotFound(string message, string? param = null, string? code = null) =>
        new(StatusCodes.Status404NotFound, InvalidRequestType, message, param, code);

    public static ApiError NoTenant(string tenantId, string param = "id") => NotFound($"No tenant '{tenantId}'.", param, "tenant_not_found");

    public static ApiError Conflict(string message, string? param = null, string? code = null) =>
        new(StatusCodes.Status409Conflict, InvalidRequestType, message, param, code);

    public static ApiError TooLarge(string message) =>
        new(StatusCodes.Status413PayloadTooLarge, InvalidRequestType, message, Code: "request_too_large");

    public static ApiError RateLimited(string message, string unit, TimeSpan wait) =>
        new(StatusCodes.Status429TooManyRequests, unit, message, Code: "rate_limit_exceeded", RetryAfter: wait);

    public static ApiError Unavailable(string message, string code) =>
        new(StatusCodes.Status503ServiceUnavailable, "server_error", message, Code: code);

    public static ApiError Internal() => new(
        StatusCodes.Status500InternalServerError,
        "server_error",
        "The gateway failed on this request; its log says why.",
        Code: "internal_error");

    /// <summary>For answers that the framework gave without a body, such as 405.</summary>
    public static ApiError FromStatus(int status, HttpRequest request) => status switch
    {
        StatusCodes.Status404NotFound => NotFound($"No endpoint {request.Method} {request.Path}.", code: "unknown_url"),
        StatusCodes.Status405MethodNotAllowed =>
            new(status, InvalidRequestType, $"{request.Path} does not take {request.Method}.", Code: "method_not_supported"),
        >= 500 => Internal() with { Status = status },
        _ => new(status, InvalidRequestType, $"{request.Method} {request.Path} was refused with status {status}."),
    };

    public ApiException AsException() => new(this);

    /// <summary>The error object as UTF-8 JSON.</summary>
    public byte[] ToUtf8Json() => JsonSerializer.SerializeToUtf8Bytes(
        new { error = new { message = Message, type = Type, param = Param, code = Code } });
}

/// <summary>Ends a request with an error answer.</summary>
internal sealed class ApiException(ApiError error) : Exception(error.Message)
{
    public ApiError Error { get; } = error;
}
