using OrleansRouter.Gateway.Admin;
using OrleansRouter.Gateway.Admin.Audit;
using OrleansRouter.Gateway.Admin.Budgets;
using OrleansRouter.Gateway.Admin.Evidence;
using OrleansRouter.Gateway.Admin.Jobs;
using OrleansRouter.Gateway.Admin.Keys;
using OrleansRouter.Gateway.Admin.Models;
using OrleansRouter.Gateway.Admin.Online;
using OrleansRouter.Gateway.Admin.Policies;
using OrleansRouter.Gateway.Admin.Rollouts;
using OrleansRouter.Gateway.Admin.Tenants;
using OrleansRouter.Gateway.Breakers;
using OrleansRouter.Gateway.Budgets;
using OrleansRouter.Gateway.Chat;
using OrleansRouter.Gateway.Decide;
using OrleansRouter.Gateway.Ejection;
using OrleansRouter.Gateway.Embeddings;
using OrleansRouter.Gateway.Feedback;
using OrleansRouter.Gateway.Health;
using OrleansRouter.Gateway.Jobs;
using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.Limits;
using OrleansRouter.Gateway.Metrics;
using OrleansRouter.Gateway.Models;
using OrleansRouter.Gateway.Online;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Receipts;
using OrleansRouter.Gateway.Recording;
using OrleansRouter.Gateway.Retries;
using OrleansRouter.Gateway.Rollouts;
using OrleansRouter.Gateway.Selection;
using OrleansRouter.Gateway.Sessions;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Evidence;

namespace OrleansRouter.Gateway.Hosting;

/// <summary>Puts the gateway's parts together.</summary>
internal static class GatewayServices
{
    public static void AddGateway(this IServiceCollection services, GatewayBackend backend, GatewayOptions options, KeyHasher hasher)
    {
        services.AddSingleton(options).AddSingleton(hasher).AddSingleton(backend);
        services.AddSingleton(backend.Grains).AddStore(backend.Store);
        services.AddSingleton<PolicyCache>().AddSingleton<GatewayMetrics>().AddSingleton<PrometheusExporter>();
        services.AddSingleton<PolicySelector>().AddSingleton<RoutePlanner>().AddSingleton<UpstreamCalls>().AddSingleton<CallRecorder>();
        services.AddSingleton<UsageGate>().AddSingleton<BudgetGate>().AddSingleton<ModelBreakers>().AddSingleton<LatencyWatch>();
        services.AddSingleton(new RetryBudget(options.Retry)).AddSingleton<SessionModels>().AddSingleton<CallGuards>().AddSingleton<HealthFilter>();
        services.AddSingleton<ChatEndpoint>().AddSingleton<EmbeddingsEndpoint>().AddSingleton<DecideEndpoint>();
        services.AddSingleton<FeedbackEndpoint>().AddSingleton<ReceiptEndpoint>();
        services.AddSingleton<KeyIssuer>().AddSingleton<PolicyImporter>();
        services.AddSingleton<TenantEndpoints>().AddSingleton<KeyEndpoints>().AddSingleton<BudgetEndpoints>();
        services.AddSingleton<ModelEndpoints>().AddSingleton<PolicyEndpoints>().AddSingleton<LearningEndpoints>();
        services.AddSingleton<ChoiceReader>().AddSingleton<EvidenceEndpoints>();
        services.AddSingleton<RolloutTrials>().AddSingleton<RolloutEndpoints>().AddSingleton<AuditEndpoints>();
        services.AddSingleton<JobEndpoints>().AddSingleton<DataFileEndpoints>().AddHostedSingleton<JobCoordinator>().AddHostedSingleton<JobWorkers>();
        services.AddHostedSingleton<StatisticsCollector>().AddHostedSingleton<SnapshotService>().AddHostedSingleton<LearningService>();
        services.AddHostedSingleton<BudgetService>().AddHostedSingleton<RolloutService>();
        services.AddOpenApi();
        services.ConfigureHttpJsonOptions(json => GatewayJson.Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
    }

    public static void MapGateway(this WebApplication app, GatewayOptions options)
    {
        // Listening starts with the first request otherwise, and the first scrape would miss it.
        app.Services.GetRequiredService<PrometheusExporter>();
        app.UseMiddleware<MetricsMiddleware>();
        app.UseMiddleware<ErrorMiddleware>();
        app.UseRouting();
        app.UseMiddleware<KeyMiddleware>();
        app.MapOpenApi("/openapi/{documentName}.json");
        HealthEndpoints.Map(app);
        ChatEndpoint.Map(app);
        EmbeddingsEndpoint.Map(app);
        ModelsEndpoint.Map(app);
        DecideEndpoint.Map(app);
        FeedbackEndpoint.Map(app);
        ReceiptEndpoint.Map(app);
        AdminEndpoints.Map(app, options);
    }

    private static IServiceCollection AddHostedSingleton<T>(this IServiceCollection services) where T : class, IHostedService =>
        services.AddSingleton<T>().AddHostedService(provider => provider.GetRequiredService<T>());
}
