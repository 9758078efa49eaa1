using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OrleansRouter.Gateway.Jobs;
using OrleansRouter.Gateway.Tests.Harness;

namespace OrleansRouter.Gateway.Tests.Admin;

/// <summary>What the administrative API says of jobs and files; what jobs train is tested with the plans, the grains and the command line.</summary>
public sealed class JobAdminTests : IAsyncLifetime
{
    private const string Rows = """
        {"id":"a","task":"t","prompt":"What is one and one?","scores":{"gold":1,"silver":0},"costs":{"gold":0.01,"silver":0.001}}
        {"id":"b","task":"t","prompt":"What is two and two?","scores":{"gold":0,"silver":1},"costs":{"gold":0.01,"silver":0.001}}
        """;

    private static readonly string Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Rows)));
    private TestGateway _gateway = null!;

    // Nobody works, so that jobs stay where they are.
    public async Task InitializeAsync() => _gateway = await TestGateway.StartAsync(
        o => o with { Jobs = new JobOptions { Workers = 0, MaxFileBytes = 10_000, PollInterval = TimeSpan.FromMilliseconds(20) } });

    public async Task DisposeAsync() => await _gateway.DisposeAsync();

    [Fact]
    public async Task DataFile_IsStoredUnderItsHash_AndListed_AndRemoved()
    {
        using HttpResponseMessage stored = await PutAsync(Hash, Rows);
        (await stored.JsonAsync()).GetProperty("size_bytes").GetInt64().ShouldBe(Encoding.UTF8.GetByteCount(Rows));
        using HttpResponseMessage again = await PutAsync(Hash, Rows);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);

        JsonElement all = await _gateway.Operator.GetFromJsonAsync<JsonElement>("/admin/v1/data-files");
        all.GetProperty("data").EnumerateArray().Single().GetProperty("sha256").GetString().ShouldBe(Hash);

        using HttpResponseMessage removed = await _gateway.Operator.DeleteAsync($"/admin/v1/data-files/{Hash}");
        removed.StatusCode.ShouldBe(HttpStatusCode.OK);
        using HttpResponseMessage missing = await _gateway.Operator.GetAsync($"/admin/v1/data-files/{Hash}");
        (missing.StatusCode, (await missing.ErrorAsync()).GetProperty("code").GetString()).ShouldBe((HttpStatusCode.NotFound, "data_file_not_found"));
    }

    [Fact]
    public async Task DataFile_WithAnotherHash_OrTooLong_IsRefused()
    {
        using HttpResponseMessage other = await PutAsync(Hash, Rows + " ");
        other.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await other.ErrorAsync()).GetProperty("message").GetString()!.ShouldContain($"expected {Hash}");
        using HttpResponseMessage tooLong = await PutAsync(Hash, new string('x', 20_000));
        tooLong.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await _gateway.Operator.GetFromJsonAsync<JsonElement>("/admin/v1/data-files")).GetProperty("data").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Job_IsAskedFor_Shown_Logged_AndCancelled()
    {
        using HttpResponseMessage stored = await PutAsync(Hash, Rows);
        using HttpResponseMessage created = await AskAsync("""{"kind":"family","families":[{"name":"best-fixed"}],"files":[{"name":"rows.jsonl","sha256":"HASH"}]}""");
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        string id = (await created.JsonAsync()).GetProperty("id").GetString()!;
        created.Headers.Location!.ToString().ShouldBe($"/admin/v1/jobs/{id}");

        JsonElement job = default;
        for (int i = 0; i < 1_500 && (i == 0 || job.GetProperty("phase").GetString() == "queued"); i++)
        {
            await Task.Delay(20);
            job = await _gateway.Operator.GetFromJsonAsync<JsonElement>($"/admin/v1/jobs/{id}");
        }

        job.GetProperty("phase").GetString().ShouldBe("running");
        job.GetProperty("stages")[0].GetProperty("name").GetString().ShouldBe("prepare");
        using HttpResponseMessage cancelled = await _gateway.Operator.PostAsync($"/admin/v1/jobs/{id}/cancel", null);
        (await cancelled.JsonAsync()).GetProperty("phase").GetString().ShouldBe("cancelled");
        using HttpResponseMessage report = await _gateway.Operator.GetAsync($"/admin/v1/jobs/{id}/report");
        (report.StatusCode, (await report.ErrorAsync()).GetProperty("code").GetString()).ShouldBe((HttpStatusCode.NotFound, "report_not_found"));
        JsonElement log = await _gateway.Operator.GetFromJsonAsync<JsonElement>($"/admin/v1/jobs/{id}/log");
        log.GetProperty("data").EnumerateArray().Select(entry => entry.GetProperty("text").GetString()).ShouldBe(["asked for: family, 1 files", "began", "cancelled"]);
        JsonElement list = await _gateway.Operator.GetFromJsonAsync<JsonElement>("/admin/v1/jobs");
        list.GetProperty("data").EnumerateArray().Single().GetProperty("id").GetString().ShouldBe(id);
    }

    [Theory]
    [InlineData("""{"kind":"nothing","files":[]}""", HttpStatusCode.BadRequest, "No kind of job 'nothing'; there are: bandit, barp, dars, family, meta-router, meta-router-evaluation.")]
    [InlineData("""{"kind":"meta-router-evaluation","files":[{"name":"x","sha256":"00"}],"evaluation":{"options":{"routers":["nobody"]}}}""", HttpStatusCode.BadRequest, "No gain estimator 'nobody'; there are: ")]
    [InlineData("""{"kind":"meta-router-evaluation","files":[{"name":"x","sha256":"00"}],"evaluation":{"options":{"rounds":0}}}""", HttpStatusCode.BadRequest, "MetaRouterEvaluationOptions: The field Rounds must be between 1 and 100000. Got 0.")]
    [InlineData("""{"kind":"family","files":[]}""", HttpStatusCode.BadRequest, "Training 'family': expected at least one data file.")]
    [InlineData("""{"kind":"family","files":[],"famlies":[]}""", HttpStatusCode.BadRequest, "No field 'famlies' here")]
    [InlineData("""{"kind":"family","families":[{"name":"best-fixed"}],"files":[{"name":"x","sha256":"00"}]}""", HttpStatusCode.NotFound, "File 'x' with SHA-256 00 is not stored")]
    public async Task Job_ThatCannotRun_IsRefusedWithTheReason(string body, HttpStatusCode status, string message)
    {
        using HttpResponseMessage refused = await AskAsync(body);

        refused.StatusCode.ShouldBe(status);
        (await refused.ErrorAsync()).GetProperty("message").GetString()!.ShouldStartWith(message);
    }

    [Fact]
    public async Task Job_ThatDoesNotExist_Is404_AndTenantsMayNotAsk()
    {
        foreach ((HttpMethod method, string path) in new[] { (HttpMethod.Get, "jobs/x"), (HttpMethod.Get, "jobs/x/log"), (HttpMethod.Get, "jobs/x/report"), (HttpMethod.Post, "jobs/x/cancel"), (HttpMethod.Get, "policies/x/file") })
        {
            using HttpResponseMessage missing = await _gateway.Operator.SendAsync(new HttpRequestMessage(method, $"/admin/v1/{path}"));
            missing.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
            using HttpResponseMessage forbidden = await _gateway.Tenant.SendAsync(new HttpRequestMessage(method, $"/admin/v1/{path}"));
            forbidden.StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        }
    }

    private Task<HttpResponseMessage> PutAsync(string hash, string content) =>
        _gateway.Operator.PutAsync($"/admin/v1/data-files/{hash}", new ByteArrayContent(Encoding.UTF8.GetBytes(content)));

    private Task<HttpResponseMessage> AskAsync(string json) => _gateway.Operator.PostAsync(
        "/admin/v1/jobs", new StringContent(json.Replace("HASH", Hash, StringComparison.Ordinal), Encoding.UTF8, "application/json"));
}
