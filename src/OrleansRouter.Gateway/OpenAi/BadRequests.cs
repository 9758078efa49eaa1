using System.Text.Json;
using System.Text.RegularExpressions;

namespace OrleansRouter.Gateway.OpenAi;

/// <summary>Says what the framework found wrong with a request in the words of the client.</summary>
internal static partial class BadRequests
{
    public static ApiError ToApiError(BadHttpRequestException exception) => exception switch
    {
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => ApiError.TooLarge(exception.Message),
        { InnerException: JsonException json } => FromJson(json) with { Status = exception.StatusCode },
        _ => ApiError.InvalidRequest(exception.Message) with { Status = exception.StatusCode },
    };

    private static ApiError FromJson(JsonException exception)
    {
        Match unknown = UnknownField().Match(exception.Message);
        string? field = exception.Path is { Length: > 2 } path ? path[2..] : null;
        string name = unknown.Groups["name"].Value;
        return unknown.Success
            ? ApiError.InvalidRequest($"No field '{name}' here; GET /openapi/v1.json lists those that exist.", name)
            : field is not null
            ? ApiError.InvalidRequest($"'{field}' does not have the type that GET /openapi/v1.json gives.", field)
            : ApiError.InvalidRequest(
                "The request body is not a JSON object with the fields that GET /openapi/v1.json lists.", code: "invalid_json");
    }

    [GeneratedRegex("JSON property '(?<name>[^']*)' could not be mapped", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex UnknownField();
}
