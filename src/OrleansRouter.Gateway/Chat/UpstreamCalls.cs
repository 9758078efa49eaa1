using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Providers;
using OrleansRouter.Gateway.Snapshot;

namespace OrleansRouter.Gateway.Chat;

/// <summary>Turns a client's request into a call of one model.</summary>
internal sealed class UpstreamCalls(GatewayOptions options, TimeProvider time)
{
    public ProviderCall Of(ModelEntry model, JsonBody body, bool askForUsage = false) => new()
    {
        ModelId = model.Id,
        Settings = model.Settings,
        Body = UpstreamBody.Write(body, model.UpstreamModel, askForUsage),
        Timeouts = options.UpstreamTimeouts,
        Time = time,
    };
}
