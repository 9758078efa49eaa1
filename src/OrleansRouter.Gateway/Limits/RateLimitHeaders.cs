using System.Globalization;

namespace OrleansRouter.Gateway.Limits;

/// <summary>OpenAI's <c>x-ratelimit-*</c> headers; only allowances that exist are told.</summary>
internal static class RateLimitHeaders
{
    public static void Set(HttpResponse response, (UsageLevel? Requests, UsageLevel? Tokens) levels)
    {
        Set(response, "requests", levels.Requests);
        Set(response, "tokens", levels.Tokens);
    }

    private static void Set(HttpResponse response, string unit, UsageLevel? level)
    {
        if (level is { } known)
        {
            response.Headers[$"x-ratelimit-limit-{unit}"] = known.Limit.ToString(CultureInfo.InvariantCulture);
            response.Headers[$"x-ratelimit-remaining-{unit}"] = known.Remaining.ToString(CultureInfo.InvariantCulture);
            response.Headers[$"x-ratelimit-reset-{unit}"] = Duration(known.Reset);
        }
    }

    // As OpenAI writes durations: 1m30s, 2.5s, 120ms.
    private static string Duration(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(span.TotalMilliseconds):0}ms"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.###}s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalMinutes):0}m{span.TotalSeconds % 60:0.###}s"),
    };
}
