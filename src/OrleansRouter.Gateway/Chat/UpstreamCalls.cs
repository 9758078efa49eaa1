using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Providers;
using OrleansRouter.Gateway.Recording;
using OrleansRouter.Gateway.Snapshot;

namespace OrleansRouter.Gateway.Chat;

/// <summary>Turns a client's request into a call of one model.</summary>
internal sealed class UpstreamCalls(GatewayOptions options, TimeProvider time)
{
    /// <summary>A try with less time than this promises nothing; timers may also fire a little before their time.</summary>
    public static readonly TimeSpan LeastTime = TimeSpan.FromMilliseconds(20);

    /// <param name="run">The request, which has some of its time left.</param>
    /// <param name="model">The model that is asked.</param>
    /// <param name="body">The client's body.</param>
    /// <param name="askForUsage">Whether a stream is to tell its tokens.</param>
    public ProviderCall Of(CallRun run, ModelEntry model, JsonBody body, bool askForUsage = false) => new()
    {
        ModelId = model.Id,
        Settings = model.Settings,
        Body = UpstreamBody.Write(body, model.UpstreamModel, askForUsage, run.Plan.Hold?.Bound.CapOf(model)),
        Timeouts = options.UpstreamTimeouts with { Total = run.Remaining > LeastTime ? run.Remaining : LeastTime },
        Time = time,
    };
}
