using OrleansRouter.Grains.Installation;

namespace OrleansRouter.Grains.Tests.Installation;

public sealed class InstallationTransitionsTests
{
    private static readonly string Secret = Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray());

    [Fact]
    public void OfferKeyHashSecret_Second_LeavesTheFirst()
    {
        InstallationState first = InstallationTransitions.OfferKeyHashSecret(new InstallationState(), Secret);
        first.KeyHashSecret.ShouldBe(Secret);
        InstallationTransitions.OfferKeyHashSecret(first, Convert.ToBase64String(new byte[32])).ShouldBeSameAs(first);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64")]
    [InlineData("AAAA")]
    public void OfferKeyHashSecret_NotThirtyTwoBytes_IsRefusedWithoutRepeatingIt(string secret) =>
        Should.Throw<ArgumentException>(() => InstallationTransitions.OfferKeyHashSecret(new InstallationState(), secret)).Message
            .ShouldBe("Installation: the key-hashing secret is not the base64 form of 32 bytes.");

    [Fact]
    public void PromotePolicy_ThenRollBack_ReturnsStepByStep()
    {
        InstallationState state = InstallationTransitions.PromotePolicy(new InstallationState(), "a");
        state.PreviousPolicyIds.ShouldBeEmpty("There was no default before.");
        state = InstallationTransitions.PromotePolicy(InstallationTransitions.PromotePolicy(state, "b"), "c");
        state = InstallationTransitions.RollBackPolicy(state);
        state.DefaultPolicyId.ShouldBe("b");
        state = InstallationTransitions.RollBackPolicy(state);
        state.DefaultPolicyId.ShouldBe("a");
        Should.Throw<InvalidOperationException>(() => InstallationTransitions.RollBackPolicy(state));
    }

    [Fact]
    public void PromotePolicy_TheOneThatServes_ChangesNothing()
    {
        InstallationState state = InstallationTransitions.PromotePolicy(new InstallationState(), "a");
        InstallationTransitions.PromotePolicy(state, "a").ShouldBeSameAs(state);
    }

    [Fact]
    public void PromotePolicy_Often_KeepsTheLastTwenty()
    {
        var state = new InstallationState();
        for (int i = 0; i < 30; i++)
        {
            state = InstallationTransitions.PromotePolicy(state, $"p{i}");
        }

        state.PreviousPolicyIds.ShouldBe(Enumerable.Range(9, 20).Select(i => $"p{i}"));
    }

    [Fact]
    public void PromotePolicy_BlankId_IsRefused() =>
        Should.Throw<ArgumentException>(() => InstallationTransitions.PromotePolicy(new InstallationState(), " "));
}
