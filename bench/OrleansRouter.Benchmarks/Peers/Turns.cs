using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace OrleansRouter.Benchmarks.Peers;

/// <summary>
/// Runs one case of a benchmark each time a line comes in, and answers with the seconds it took: bench/peers/peer_runs.py lets this
/// process and one of another library take turns.
/// </summary>
internal static class Turns
{
    /// <param name="benchmark">Name of a benchmark class with one benchmark.</param>
    /// <param name="parameters">A value for each of its parameters, as Name=value.</param>
    public static void Take(string benchmark, string[] parameters)
    {
        Type type = typeof(Turns).Assembly.GetTypes().Single(type => type.Name == benchmark);
        object instance = Activator.CreateInstance(type)!;
        foreach (string[] pair in parameters.Select(parameter => parameter.Split('=')))
        {
            PropertyInfo property = type.GetProperty(pair[0])!;
            property.SetValue(instance, property.PropertyType.IsEnum
                ? Enum.Parse(property.PropertyType, pair[1])
                : Convert.ChangeType(pair[1], property.PropertyType, CultureInfo.InvariantCulture));
        }

        Marked<GlobalSetupAttribute>(type).Invoke(instance, null);

        // What the set-up leaves behind must not hide memory that the work takes.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        Answer(instance, Marked<BenchmarkAttribute>(type));
    }

    private static void Answer(object instance, MethodInfo work)
    {
        Console.WriteLine("ready");
        while (Console.ReadLine() is not null)
        {
            long start = Stopwatch.GetTimestamp();
            work.Invoke(instance, null);
            Console.WriteLine(Stopwatch.GetElapsedTime(start).TotalSeconds.ToString("R", CultureInfo.InvariantCulture));
        }
    }

    private static MethodInfo Marked<T>(Type type) where T : Attribute =>
        type.GetMethods().Single(method => method.GetCustomAttribute<T>() is not null);
}
