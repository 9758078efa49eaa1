using FsCheck;
using FsCheck.Fluent;

namespace OrleansRouter.Gateway.Tests.Budgets;

/// <summary>Any order of calls, settlements, renewals, stops, crashes, pauses, days and changes of a budget.</summary>
public sealed class BudgetMachineTests
{
    /// <summary>One step of a walk; its numbers are read by what it does.</summary>
    public sealed record Step(Act Act, int Gateway, int A, int B, int C)
    {
        internal Task RunAsync(BudgetMachine machine)
        {
            switch (Act)
            {
                case Act.Call:
                    return machine.CallAsync(Gateway, 1 + (A % 60), 1 + (B % 300), C);
                case Act.Settle:
                    return machine.SettleAsync(Gateway, A, B % 8 == 0 ? C % 200 : 0, isLost: C % 11 == 0);
                case Act.Renew:
                    return machine.RenewAsync(Gateway);
                case Act.Stop:
                    return machine.StopAsync(Gateway);
                case Act.Crash:
                    return machine.CrashAsync(Gateway);
                case Act.SetBudget:
                    return machine.SetBudgetAsync(1 + (A % 2_000), 1 + (B % 4_000));
                default:
                    machine.Advance(A % 3 == 0 ? TimeSpan.FromHours(B % 20) : TimeSpan.FromSeconds(B % 90));
                    return Task.CompletedTask;
            }
        }
    }

    public enum Act
    {
        Call,
        Settle,
        Renew,
        Advance,
        Stop,
        Crash,
        SetBudget,
    }

    [Fact]
    public void AnyWalk_SpendsNothingBeyondTheBudget_AndLosesNoSettlement()
    {
        Gen<int> number = Gen.Choose(0, 10_000);
        Gen<Act> act = Gen.Frequency(
            (30, Gen.Constant(Act.Call)), (22, Gen.Constant(Act.Settle)), (6, Gen.Constant(Act.Renew)), (6, Gen.Constant(Act.Advance)),
            (2, Gen.Constant(Act.Stop)), (3, Gen.Constant(Act.Crash)), (2, Gen.Constant(Act.SetBudget)));
        Gen<Step> step = from kind in act
                         from gateway in number
                         from a in number
                         from b in number
                         from c in number
                         select new Step(kind, gateway, a, b, c);
        int calls = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150), Prop.ForAll(step.ArrayOf(80).ToArbitrary(), walk => calls += Walk(walk)));
        calls.ShouldBeGreaterThan(1_000, "walks that make no calls show nothing");
    }

    private static int Walk(Step[] walk) => Task.Run(async () =>
    {
        await using var machine = new BudgetMachine();
        foreach (Step step in walk)
        {
            await step.RunAsync(machine);
            await machine.CheckAsync();
        }

        await machine.CheckEndAsync();
        return machine.Calls;
    }).GetAwaiter().GetResult();
}
