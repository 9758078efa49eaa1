using OrleansRouter.Gateway.Retries;

namespace OrleansRouter.Gateway.Tests.Retries;

public sealed class RetryBudgetTests
{
    [Fact]
    public void TrySpend_TakesTheReserve_ThenTheShareOfRequests()
    {
        var budget = new RetryBudget(new RetryOptions { Reserve = 3, BudgetShare = 0.25 });
        Spend(budget, "a").ShouldBe(3);
        Earn(budget, "a", 8);
        Spend(budget, "a").ShouldBe(2);
        Earn(budget, "a", 1_000);
        Spend(budget, "a").ShouldBe(3, "What is not used is not saved up beyond the reserve.");
        Spend(budget, "b").ShouldBe(3, "Each model has its own.");
    }

    private static void Earn(RetryBudget budget, string model, int requests)
    {
        for (int i = 0; i < requests; i++)
        {
            budget.Earn(model);
        }
    }

    private static int Spend(RetryBudget budget, string model)
    {
        int spent = 0;
        while (budget.TrySpend(model))
        {
            spent++;
        }

        return spent;
    }
}
