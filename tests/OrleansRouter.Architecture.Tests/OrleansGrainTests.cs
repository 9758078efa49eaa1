using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Architecture.Tests;

/// <summary>
/// Every grain has its class in the silo. That project is built only where the feed has Orleans; this looks at its sources, so that a grain
/// without one is noticed everywhere.
/// </summary>
public sealed class OrleansGrainTests
{
    public static TheoryData<string> Grains() => new(GrainCatalog.Default.All.Select(g => g.Implementation.Name));

    [Theory]
    [MemberData(nameof(Grains))]
    public void Grain_HasItsClassInTheSilo(string name)
    {
        GrainType grain = GrainCatalog.Default.All.Single(g => g.Implementation.Name == name);
        grain.Implementation.IsSealed.ShouldBeFalse($"{name} is activated by Orleans through a class that derives from it");
        string orleansName = name.Replace("Grain", "OrleansGrain", StringComparison.Ordinal);
        string path = Path.Combine(Repository.Root, "src", "OrleansRouter.Silo", "Grains", orleansName + ".cs");
        File.Exists(path).ShouldBeTrue($"{Repository.Relative(path)} is missing; it looks like its neighbours");
        string source = File.ReadAllText(path);
        source.ShouldContain($"public interface I{orleansName} : {grain.Interface.Name}, IGrainWithStringKey;");
        source.ShouldContain($"public sealed class {orleansName}(");
    }

    [Theory]
    [MemberData(nameof(Grains))]
    public void ArgumentsAndResults_AreRecordsArraysAndSimpleValues(string name)
    {
        // Lists that the compiler makes up for a collection expression have no name that another process could read.
        GrainType grain = GrainCatalog.Default.All.Single(g => g.Implementation.Name == name);
        grain.Interface.GetMethods()
            .SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Concat(m.ReturnType.GenericTypeArguments))
            .Where(t => t.IsInterface).ShouldBeEmpty();
    }
}
