using OrleansRouter.Grains.Hosting;
using OrleansRouter.Silo.Hosting;
using OrleansRouter.TestKit.Hosting;

namespace OrleansRouter.Silo.Tests.Grains;

public sealed class CatalogTests
{
    private static readonly Type[] Silo = typeof(GrainStates).Assembly.GetTypes();

    public static TheoryData<string> Grains() => new(GrainCatalog.Default.All.Select(g => g.Implementation.Name));

    [Theory]
    [MemberData(nameof(Grains))]
    public void EveryGrain_HasAnOrleansInterfaceAndAClassThatIsTheGrain(string name)
    {
        var grain = GrainCatalog.Default.All.Single(g => g.Implementation.Name == name);
        Type addressed = Silo.Single(t => t.IsInterface && grain.Interface.IsAssignableFrom(t));
        addressed.IsAssignableTo(typeof(IGrainWithStringKey)).ShouldBeTrue();
        Type activated = Silo.Single(t => t.IsClass && grain.Implementation.IsAssignableFrom(t));
        activated.IsAssignableTo(addressed).ShouldBeTrue();
    }

    [Fact]
    public void MissingOrleansInterface_IsNamed() =>
        Should.Throw<ArgumentException>(() => new OrleansGrainHost(null!, GrainCatalog.Scan(typeof(ProbeGrain).Assembly), typeof(GrainStates).Assembly))
            .Message.ShouldContain("ProbeGrain");
}
