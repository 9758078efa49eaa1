using System.Globalization;
using System.Reflection;

namespace OrleansRouter.Storage.Relational;

/// <summary>One step of the schema: an embedded file <c>NNNN_name.sql</c>.</summary>
/// <param name="Version">Its number; they run from 1 without gaps.</param>
/// <param name="Name">What it does.</param>
/// <param name="Sql">Its statements.</param>
internal sealed record Migration(int Version, string Name, string Sql)
{
    /// <summary>The migrations whose resource names begin with <paramref name="prefix"/>, in order.</summary>
    /// <exception cref="InvalidDataException">The numbers do not run from 1 without gaps.</exception>
    public static IReadOnlyList<Migration> Load(Assembly assembly, string prefix)
    {
        Migration[] all =
        [
            .. from resource in assembly.GetManifestResourceNames()
               where resource.StartsWith(prefix, StringComparison.Ordinal)
               orderby resource
               select Parse(assembly, resource, prefix.Length),
        ];
        return all.Select(m => m.Version).SequenceEqual(Enumerable.Range(1, all.Length))
            ? all
            : throw new InvalidDataException($"Migrations {prefix}* must be numbered from 1 without gaps.");
    }

    private static Migration Parse(Assembly assembly, string resource, int prefixLength)
    {
        string[] parts = Path.GetFileNameWithoutExtension(resource[prefixLength..]).Split('_', 2);
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return new Migration(int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], reader.ReadToEnd());
    }
}
