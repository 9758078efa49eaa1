using OrleansRouter.Storage.Relational;

namespace OrleansRouter.Gateway.Budgets;

/// <summary>Extends leases on budgets, gives back what is not needed, and all of it at the end.</summary>
internal sealed partial class BudgetService(BudgetGate gate, GatewayOptions options, TimeProvider time, ILogger<BudgetService> logger) : BackgroundService
{
    private static readonly TimeSpan DrainPoll = TimeSpan.FromMilliseconds(20);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (Wallet wallet in gate.Wallets)
        {
            wallet.Retire();
        }

        // Calls under way end their leases; those that outlive the shutdown are charged with their bound when the term is over.
        while (await RenewAsync(CancellationToken.None) && !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(DrainPoll, time, CancellationToken.None);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Budgets.LeaseTerm / 3, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await RenewAsync(stoppingToken);
        }
    }

    /// <returns>Whether any lease is left.</returns>
    private async Task<bool> RenewAsync(CancellationToken cancellationToken)
    {
        bool[] left = await Task.WhenAll(gate.Wallets.Select(wallet => RenewAsync(wallet, cancellationToken)));
        return left.Contains(true);
    }

    private async Task<bool> RenewAsync(Wallet wallet, CancellationToken cancellationToken)
    {
        try
        {
            return await wallet.RenewAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogRenewalFailed(exception, wallet.Account.Name);
            return exception is not StorageException;
        }
    }

    [LoggerMessage(
        EventId = 1501, Level = LogLevel.Warning,
        Message = "The lease on the budget of {Account} could not be extended; calls wait for it when it expires.")]
    private partial void LogRenewalFailed(Exception exception, string account);
}
