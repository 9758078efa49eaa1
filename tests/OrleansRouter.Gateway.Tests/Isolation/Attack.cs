namespace OrleansRouter.Gateway.Tests.Isolation;

/// <summary>What becomes of a request with a key of sufficient scope that belongs to another tenant.</summary>
internal enum Foreign
{
    /// <summary>It names something of the victim's, and is answered with 403 or 404.</summary>
    Refused,

    /// <summary>It is about the caller's own things; whatever is answered tells nothing of the victim's.</summary>
    Own,
}

/// <summary>How an endpoint is attacked: a request that would read or change something of the victim's if it could.</summary>
/// <param name="Endpoint">Method and route pattern, as the application maps it.</param>
/// <param name="Path">The address; names in angle brackets are those of <see cref="Victim.Names"/>.</param>
/// <param name="Body">The body as JSON, likewise; null: none.</param>
/// <param name="Foreign">What a stranger's key gets.</param>
internal sealed record Attack(string Endpoint, string Path, string? Body = null, Foreign Foreign = Foreign.Refused)
{
    private const string Hash = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>Endpoints that need no key, and tell nothing of any tenant.</summary>
    public static IReadOnlyList<Attack> OnOpenEndpoints { get; } =
    [
        new("GET /healthz", "/healthz"),
        new("GET /readyz", "/readyz"),
        new("GET /metrics", "/metrics"),
        new("GET /openapi/{documentName}.json", "/openapi/v1.json"),
    ];

    /// <summary>One for every endpoint that needs a key. Whoever adds an endpoint adds a line.</summary>
    public static IReadOnlyList<Attack> All { get; } =
    [
        new("POST /v1/chat/completions", "/v1/chat/completions", """{"model":"auto:<policy>","messages":[{"role":"user","content":"x"}],"router":{"session":"<session>"}}"""),
        new("POST /v1/embeddings", "/v1/embeddings", """{"model":"<model>","input":"x"}"""),
        new("GET /v1/models", "/v1/models", Foreign: Foreign.Own),
        new("GET /v1/models/{**id}", "/v1/models/<model>"),
        new("POST /routing/v1/decide", "/routing/v1/decide", """{"model":"auto:<policy>","prompt":"x"}"""),
        new("POST /v1/feedback", "/v1/feedback", """{"decision_id":"<decision>","score":0}"""),
        new("GET /routing/v1/decisions/{id}", "/routing/v1/decisions/<decision>?verify=true"),
        new("GET /admin/v1/tenants", "/admin/v1/tenants"),
        new("POST /admin/v1/tenants", "/admin/v1/tenants", """{"id":"<tenant>","display_name":"taken"}"""),
        new("GET /admin/v1/tenants/{id}", "/admin/v1/tenants/<tenant>"),
        new("PATCH /admin/v1/tenants/{id}", "/admin/v1/tenants/<tenant>", """{"display_name":"taken","enabled":false,"store_prompts":false,"budget":{"daily_usd":9}}"""),
        new("PUT /admin/v1/tenants/{id}/preference", "/admin/v1/tenants/<tenant>/preference", """{"quality_weight":0,"cost_weight":9}"""),
        new("PUT /admin/v1/tenants/{id}/policy", "/admin/v1/tenants/<tenant>/policy", """{"policy_id":"three"}"""),
        new("POST /admin/v1/tenants/{id}/policy/rollback", "/admin/v1/tenants/<tenant>/policy/rollback"),
        new("GET /admin/v1/tenants/{id}/learning", "/admin/v1/tenants/<tenant>/learning"),
        new("PATCH /admin/v1/tenants/{id}/learning", "/admin/v1/tenants/<tenant>/learning", """{"enabled":true}"""),
        new("GET /admin/v1/tenants/{id}/budget", "/admin/v1/tenants/<tenant>/budget"),
        new("GET /admin/v1/tenants/{id}/usage", "/admin/v1/tenants/<tenant>/usage"),
        new("POST /admin/v1/tenants/{id}/rollout", "/admin/v1/tenants/<tenant>/rollout", """{"policy_id":"three"}"""),
        new("GET /admin/v1/tenants/{id}/rollout", "/admin/v1/tenants/<tenant>/rollout"),
        new("POST /admin/v1/tenants/{id}/rollout/advance", "/admin/v1/tenants/<tenant>/rollout/advance"),
        new("POST /admin/v1/tenants/{id}/rollout/abort", "/admin/v1/tenants/<tenant>/rollout/abort"),
        new("GET /admin/v1/audit", "/admin/v1/audit?tenant=<tenant>"),
        new("GET /admin/v1/learning", "/admin/v1/learning"),
        new("PATCH /admin/v1/learning", "/admin/v1/learning", """{"enabled":true}"""),
        new("GET /admin/v1/keys", "/admin/v1/keys?limit=1000", Foreign: Foreign.Own),
        new("POST /admin/v1/keys", "/admin/v1/keys", """{"tenant_id":"<tenant>","scope":"tenant_admin"}"""),
        new("GET /admin/v1/keys/{id}", "/admin/v1/keys/<key>"),
        new("GET /admin/v1/keys/{id}/budget", "/admin/v1/keys/<key>/budget"),
        new("POST /admin/v1/keys/{id}/rotate", "/admin/v1/keys/<key>/rotate", """{"overlap_seconds":0}"""),
        new("DELETE /admin/v1/keys/{id}", "/admin/v1/keys/<key>"),
        new("GET /admin/v1/models", "/admin/v1/models"),
        new("GET /admin/v1/models/{**id}", "/admin/v1/models/<model>"),
        new("PUT /admin/v1/models/{**id}", "/admin/v1/models/<model>", """{"provider":"openai","base_url":"http://127.0.0.1:9/v1","input_usd_per_million_tokens":0,"output_usd_per_million_tokens":0}"""),
        new("GET /admin/v1/policies", "/admin/v1/policies", Foreign: Foreign.Own),
        new("GET /admin/v1/policies/{id}", "/admin/v1/policies/<policy>"),
        new("GET /admin/v1/policies/{id}/report", "/admin/v1/policies/<policy>/report"),
        new("GET /admin/v1/decisions/export", "/admin/v1/decisions/export?tenant=<tenant>"),
        new("POST /admin/v1/policies", "/admin/v1/policies?id=<policy>", "{}"),
        new("PUT /admin/v1/default-policy", "/admin/v1/default-policy", """{"policy_id":"<policy>"}"""),
        new("POST /admin/v1/default-policy/rollback", "/admin/v1/default-policy/rollback"),
        new("GET /admin/v1/policies/{id}/file", "/admin/v1/policies/<policy>/file"),
        new("GET /admin/v1/jobs", "/admin/v1/jobs"),
        new("POST /admin/v1/jobs", "/admin/v1/jobs", "{}"),
        new("GET /admin/v1/jobs/{id}", "/admin/v1/jobs/job-1"),
        new("GET /admin/v1/jobs/{id}/log", "/admin/v1/jobs/job-1/log"),
        new("GET /admin/v1/jobs/{id}/report", "/admin/v1/jobs/job-1/report"),
        new("POST /admin/v1/jobs/{id}/cancel", "/admin/v1/jobs/job-1/cancel"),
        new("GET /admin/v1/data-files", "/admin/v1/data-files"),
        new("GET /admin/v1/data-files/{sha256}", $"/admin/v1/data-files/{Hash}"),
        new("PUT /admin/v1/data-files/{sha256}", $"/admin/v1/data-files/{Hash}", "{}"),
        new("DELETE /admin/v1/data-files/{sha256}", $"/admin/v1/data-files/{Hash}"),
    ];

    public HttpMethod Method => HttpMethod.Parse(Endpoint.Split(' ')[0]);
}
