using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OrleansRouter.Gateway.Metrics;

namespace OrleansRouter.Gateway.Tests.Metrics;

public sealed class PrometheusExporterTests
{
    [Fact]
    public void Write_EveryKind_IsPrometheusText()
    {
        using ServiceProvider services = Services();
        var metrics = services.GetRequiredService<GatewayMetrics>();
        metrics.RequestStarted();
        metrics.RequestEnded("/x", 200, TimeSpan.FromMilliseconds(3));
        metrics.RequestEnded("/x", 200, TimeSpan.FromMinutes(5));
        metrics.Attempted("a\"b\\\n", "Answered");
        string text = services.GetRequiredService<PrometheusExporter>().Write();
        text.ShouldContain("# TYPE orleans_router_active_requests gauge\norleans_router_active_requests -1\n");
        text.ShouldContain("orleans_router_request_duration_seconds_bucket{route=\"/x\",status=\"200\",le=\"0.0025\"} 0\n");
        text.ShouldContain("orleans_router_request_duration_seconds_bucket{route=\"/x\",status=\"200\",le=\"0.005\"} 1\n");
        text.ShouldContain("orleans_router_request_duration_seconds_bucket{route=\"/x\",status=\"200\",le=\"+Inf\"} 2\n");
        text.ShouldContain("orleans_router_request_duration_seconds_sum{route=\"/x\",status=\"200\"} 300.003\n");
        text.ShouldContain("orleans_router_request_duration_seconds_count{route=\"/x\",status=\"200\"} 2\n");
        text.ShouldContain("orleans_router_attempts_total{model=\"a\\\"b\\\\\\n\",outcome=\"Answered\"} 1\n");
    }

    [Fact]
    public void Write_TwoGatewaysInOneProcess_StayApart()
    {
        using ServiceProvider one = Services(), other = Services();
        one.GetRequiredService<GatewayMetrics>().FeedbackReceived("score", "stored");
        other.GetRequiredService<PrometheusExporter>().Write().ShouldNotContain("orleans_router_feedback_total{");
        one.GetRequiredService<PrometheusExporter>().Write().ShouldContain("orleans_router_feedback_total{kind=\"score\",result=\"stored\"} 1\n");
    }

    [Fact]
    public void Write_RecordedFromManyThreads_LosesNothing()
    {
        using ServiceProvider services = Services();
        var metrics = services.GetRequiredService<GatewayMetrics>();
        Parallel.For(0, 10_000, _ => metrics.Attempted("m", "Answered"));
        services.GetRequiredService<PrometheusExporter>().Write().ShouldContain("orleans_router_attempts_total{model=\"m\",outcome=\"Answered\"} 10000\n");
    }

    private static ServiceProvider Services()
    {
        ServiceProvider services = new ServiceCollection().AddMetrics().AddSingleton<GatewayMetrics>().AddSingleton<PrometheusExporter>().BuildServiceProvider();
        services.GetRequiredService<IMeterFactory>();
        services.GetRequiredService<PrometheusExporter>();
        return services;
    }
}
