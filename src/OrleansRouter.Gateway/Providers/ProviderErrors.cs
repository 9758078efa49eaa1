using OrleansRouter.Gateway.OpenAi;

namespace OrleansRouter.Gateway.Providers;

/// <summary>What a client sees of an upstream's failure.</summary>
internal static class ProviderErrors
{
    private const string UpstreamType = "upstream_error";

    public static ApiError ToApiError(ProviderException exception) => exception.Fault switch
    {
        ProviderFault.InvalidRequest => ApiError.InvalidRequest(exception.Message, exception.Param, exception.Code),
        ProviderFault.Unsupported => ApiError.InvalidRequest(exception.Message, "model", "unsupported_by_model"),
        ProviderFault.RateLimited => New(exception, 429, "upstream_rate_limited") with { Type = "rate_limit_error" },
        ProviderFault.Overloaded => New(exception, 503, "upstream_overloaded"),
        ProviderFault.CircuitOpen => New(exception, 503, "model_resting"),
        ProviderFault.Timeout => New(exception, 504, "upstream_timeout") with { Type = "timeout_error" },
        ProviderFault.Unauthorized => New(exception, 502, "upstream_authentication") with { Type = "upstream_authentication_error" },
        ProviderFault.NotConfigured => New(exception, 502, "upstream_not_configured"),
        ProviderFault.UnknownModel => New(exception, 502, "upstream_model_not_found"),
        ProviderFault.Unreachable => New(exception, 502, "upstream_unreachable"),
        ProviderFault.BrokenStream => New(exception, 502, "upstream_stream_broken"),
        ProviderFault.InvalidAnswer => New(exception, 502, "upstream_invalid_answer"),
        _ => New(exception, 502, "upstream_failed"),
    };

    private static ApiError New(ProviderException exception, int status, string code) =>
        new(status, UpstreamType, exception.Message, Code: code, RetryAfter: exception.RetryAfter);
}
