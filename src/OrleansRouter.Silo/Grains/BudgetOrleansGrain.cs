using OrleansRouter.Grains.Budgets;
using OrleansRouter.Silo.Hosting;

namespace OrleansRouter.Silo.Grains;

/// <summary><see cref="IBudgetGrain"/> as Orleans addresses it.</summary>
public interface IBudgetOrleansGrain : IBudgetGrain, IGrainWithStringKey;

/// <summary><see cref="BudgetGrain"/> as Orleans activates it.</summary>
public sealed class BudgetOrleansGrain(IGrainContext context, GrainStates states, ILedger ledger, TimeProvider time)
    : BudgetGrain(context.StringKey(), states.Of<IBudgetGrain, BudgetState>(context), ledger, time), IBudgetOrleansGrain, IGrainBase
{
    /// <inheritdoc/>
    public IGrainContext GrainContext => context;
}
