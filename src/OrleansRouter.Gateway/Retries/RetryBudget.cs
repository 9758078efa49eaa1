using System.Collections.Concurrent;

namespace OrleansRouter.Gateway.Retries;

/// <summary>
/// How many retries each model may have in this process: a reserve that its requests refill by a share each, so that an upstream in trouble
/// gets at most that share more requests.
/// </summary>
internal sealed class RetryBudget(RetryOptions options)
{
    private readonly ConcurrentDictionary<string, Account> _accounts = new(StringComparer.Ordinal);

    /// <summary>Counts a request that goes to the model for the first time.</summary>
    public void Earn(string modelId) => Of(modelId).Change(options.BudgetShare, options.Reserve);

    /// <summary>Takes one retry, or says that none is left.</summary>
    public bool TrySpend(string modelId) => Of(modelId).Change(-1, options.Reserve);

    private Account Of(string modelId) => _accounts.GetOrAdd(modelId, static (_, reserve) => new Account(reserve), options.Reserve);

    private sealed class Account(double balance)
    {
        private readonly Lock _lock = new();
        private double _balance = balance;

        public bool Change(double by, double most)
        {
            lock (_lock)
            {
                bool covered = _balance + by >= 0;
                _balance = covered ? Math.Min(most, _balance + by) : _balance;
                return covered;
            }
        }
    }
}
