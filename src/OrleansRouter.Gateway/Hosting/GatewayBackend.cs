using OrleansRouter.Grains.Budgets;
using OrleansRouter.Grains.Decisions;
using OrleansRouter.Grains.Feedback;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Policies;

namespace OrleansRouter.Gateway.Hosting;

/// <summary>What the gateway needs of a grain host and a store, whichever they are.</summary>
/// <param name="Grains">Finds grains.</param>
/// <param name="States">Their states, to be read in bulk.</param>
/// <param name="Decisions">The decision log.</param>
/// <param name="Feedback">The feedback log.</param>
/// <param name="Policies">Policy files.</param>
/// <param name="Changes">Tells which states and policies changed.</param>
/// <param name="Leases">What one process at a time may do.</param>
/// <param name="Ledger">What calls cost.</param>
public sealed record GatewayBackend(
    IGrainHost Grains,
    IStateStore States,
    IDecisionLog Decisions,
    IFeedbackLog Feedback,
    IPolicyStore Policies,
    IChangeFeed Changes,
    ILeaseStore Leases,
    ILedger Ledger);
