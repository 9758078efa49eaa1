using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Gateway.Tests.Malformed;

/// <summary>A request that no server should accept.</summary>
/// <param name="Kind">What is wrong with it, for messages.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path and query.</param>
/// <param name="Body">The body, or null.</param>
/// <param name="Headers">Extra headers.</param>
internal sealed record MalformedRequest(string Kind, HttpMethod Method, string Path, byte[]? Body, params (string Name, string Value)[] Headers);

/// <summary>Seeded malformed requests of every kind.</summary>
internal sealed class MalformedRequests(ulong seed)
{
    private static readonly string[] Endpoints = ["/v1/chat/completions", "/routing/v1/decide", "/v1/embeddings", "/v1/feedback"];
    private static readonly string[] AdminEndpoints = ["/admin/v1/tenants", "/admin/v1/keys", "/admin/v1/policies", "/admin/v1/default-policy"];
    private const string Valid = """{"model":"alpha","messages":[{"role":"user","content":"x"}]}""";

    /// <summary>A field of a chat request and values that it must not have.</summary>
    private static readonly (string Path, string[] Wrong)[] WrongTypes =
    [
        ("model", ["1", "null", "[]", "{}", "true", "\"\"", "\"auto:\"", "\"router-mf-7\""]),
        ("messages", ["1", "\"x\"", "{}", "[]", "[1]", "[null]", "[[]]", "[{}]", "[{\"role\":1}]", "[{\"role\":\"user\",\"content\":1}]", "[{\"role\":\"user\",\"content\":[1]}]", "null"]),
        ("stream", ["1", "\"true\"", "[]", "{}"]),
        ("stream_options", ["1", "\"x\"", "[]", "{\"include_usage\":1}"]),
        ("tools", ["1", "{}", "\"x\"", "true"]),
        ("max_tokens", ["0", "-1", "1.5", "\"many\"", "1e99", "[]"]),
        ("max_completion_tokens", ["0", "99999999999999999999", "{}"]),
        ("router", ["1", "[]", "\"x\"", "{\"quality_weight\":-1}", "{\"cost_weight\":\"x\"}", "{\"max_cost_usd\":0}", "{\"allowed_models\":[]}", "{\"allowed_models\":[1]}", "{\"session\":1}", "{\"session\":\"a\\u0000b\"}", "{\"no_such_knob\":1}"]),
    ];

    private readonly Rng _rng = new(seed);

    public MalformedRequest Next() => _rng.NextInt(11) switch
    {
        0 => Post("random bytes", Bytes(_rng.NextInt(2_000))),
        1 => Post("deep JSON", Deep()),
        2 => Post("bad UTF-8", BadUtf8()),
        3 => Post("truncated", Encoding.UTF8.GetBytes(Valid)[..(1 + _rng.NextInt(Valid.Length - 1))]),
        4 => Chat("wrong type", WrongType()),
        5 => Chat("unknown model", Encoding.UTF8.GetBytes(Valid.Replace("alpha", Name()))),
        6 => Post("lone surrogate", Encoding.UTF8.GetBytes($"{{\"model\":\"\\ud8{_rng.NextInt(90) + 10}\",\"messages\":[]}}")),
        7 => Chat("wrong knob header", Encoding.UTF8.GetBytes(Valid)) with { Headers = [WrongHeader()] },
        8 => new("unknown address", Method(), $"/{(_rng.NextInt(2) == 0 ? "v1" : "routing/v1/decisions")}/{Name()}", null),
        9 => new("admin body", HttpMethod.Post, Pick(AdminEndpoints), _rng.NextInt(2) == 0 ? Bytes(100) : "{\"id\":{},\"no_such_field\":[1]}"u8.ToArray()),
        _ => new("feedback", HttpMethod.Post, "/v1/feedback", Feedback()),
    };

    /// <summary>A body of more bytes than the gateway reads.</summary>
    public static MalformedRequest Huge(int bytes) => Chat("huge body", [.. "{\"model\":\""u8, .. Enumerable.Repeat((byte)'a', bytes), .. "\"}"u8]);

    private MalformedRequest Post(string kind, byte[] body) => new(kind, HttpMethod.Post, Pick(Endpoints), body);

    private static MalformedRequest Chat(string kind, byte[] body) => new(kind, HttpMethod.Post, "/v1/chat/completions", body);

    private byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(_ => (byte)_rng.NextInt(256)), 0xFF];

    private byte[] Deep()
    {
        int depth = 65 + _rng.NextInt(50_000);
        string open = _rng.NextInt(2) == 0 ? "[" : "{\"a\":";
        string nested = string.Concat(Enumerable.Repeat(open, depth));
        return Encoding.UTF8.GetBytes($"{{\"model\":\"alpha\",\"messages\":{nested}");
    }

    private byte[] BadUtf8()
    {
        byte[] body = Encoding.UTF8.GetBytes(Valid);
        body[Valid.IndexOf('x')] = (byte)(0x80 + _rng.NextInt(0x40));
        return body;
    }

    private byte[] WrongType()
    {
        (string path, string[] wrong) = WrongTypes[_rng.NextInt(WrongTypes.Length)];
        JsonObject body = JsonNode.Parse(Valid)!.AsObject();
        body[path] = null;
        string value = wrong[_rng.NextInt(wrong.Length)];
        return Encoding.UTF8.GetBytes(body.ToJsonString().Replace($"\"{path}\":null", $"\"{path}\":{value}"));
    }

    private byte[] Feedback() => JsonSerializer.SerializeToUtf8Bytes(_rng.NextInt(4) switch
    {
        0 => new { decision_id = Name(), score = (object)2.5 },
        1 => new { decision_id = Name(), score = (object)"good" },
        2 => new { decision_id = Name(), score = (object)0.5 },
        _ => (object)new { decision_id = 7 },
    });

    private (string, string) WrongHeader() => (
        Pick(["x-router-quality-weight", "x-router-cost-weight", "x-router-risk-aversion", "x-router-max-cost-usd"]), Pick(["-1", "NaN", "x", "1e999", ""]));

    private HttpMethod Method() => HttpMethod.Parse(Pick(["GET", "POST", "PUT", "DELETE", "PATCH"]));

    /// <summary>A name that nothing has, with characters of all kinds that an address may carry escaped.</summary>
    private string Name() => $"no-{string.Concat(Enumerable.Range(0, 1 + _rng.NextInt(30)).Select(_ => Pick(["a", "Z", "0", "-", "_", ".", "%20", "%2F", "é", "😀"])))}";

    private T Pick<T>(T[] values) => values[_rng.NextInt(values.Length)];
}
