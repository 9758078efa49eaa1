using OrleansRouter.Grains.Policies;

namespace OrleansRouter.Grains.Tests.Policies;

public sealed class PolicyOwnersTests
{
    private static readonly string Hash = new('a', 64);

    [Theory]
    [InlineData("acme")]
    [InlineData("a-1.b_2")]
    [InlineData("all")]
    [InlineData("live-x-1")]
    public void OwnerOf_ATenantsVersion_IsTheTenant(string tenant)
    {
        string id = PolicyOwners.VersionId(tenant, 12, Hash);
        PolicyOwners.OwnerOf(id).ShouldBe(tenant);
        PolicyOwners.IsOpenTo(tenant, id).ShouldBeTrue();
        PolicyOwners.IsOpenTo("another", id).ShouldBeFalse();
    }

    [Theory]
    [InlineData("ridge-0123456789ab")]
    [InlineData("live-chat")]
    [InlineData("three")]
    public void OwnerOf_ATrainedPolicy_IsNobody(string id) => PolicyOwners.OwnerOf(id).ShouldBeNull();

    [Fact]
    public void OwnerOf_AVersionOfAllTenants_IsNobody() =>
        PolicyOwners.OwnerOf(PolicyOwners.VersionId(PolicyOwners.AllTenants, 3, Hash)).ShouldBeNull();
}
