using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace OrleansRouter.Cli.Import;

/// <summary>Reads YAML as JSON whose leaves are texts: what a text means is for whoever knows the field.</summary>
internal static class YamlJson
{
    /// <exception cref="FormatException">The file is not YAML, or no mapping; the message names file and line.</exception>
    public static JsonObject Read(string path)
    {
        var stream = new YamlStream();
        try
        {
            using StreamReader reader = File.OpenText(path);
            stream.Load(reader);
        }
        catch (YamlException e)
        {
            throw new FormatException($"{path} line {e.Start.Line}: {e.InnerException?.Message ?? e.Message}", e);
        }

        return stream.Documents is [var document, ..] && Convert(document.RootNode, depth: 0) is JsonObject root
            ? root
            : throw new FormatException($"{path}: expected a mapping with settings.");
    }

    private static JsonNode? Convert(YamlNode node, int depth)
    {
        const int deepest = 64;
        if (depth > deepest)
        {
            throw new FormatException($"Line {node.Start.Line}: nested deeper than {deepest}; an alias may name what it is part of.");
        }

        return node switch
        {
            YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" } => null,
            YamlScalarNode scalar => JsonValue.Create(scalar.Value),
            YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(child => Convert(child, depth + 1))]),
            YamlMappingNode mapping => Convert(mapping, depth),
            _ => throw new FormatException($"Line {node.Start.Line}: a {node.NodeType} has no meaning here."),
        };
    }

    /// <summary>Own keys win over those that a merge key (&lt;&lt;) brings.</summary>
    private static JsonObject Convert(YamlMappingNode mapping, int depth)
    {
        const string mergeKey = "<<";
        var result = new JsonObject();
        foreach ((YamlNode key, YamlNode value) in mapping.Children.Where(child => child.Key.ToString() != mergeKey))
        {
            result[key.ToString()] = Convert(value, depth + 1);
        }

        var merged = mapping.Children.Where(child => child.Key.ToString() == mergeKey).SelectMany(child => child.Value is YamlSequenceNode many ? many.Children : [child.Value]);
        foreach (YamlNode node in merged)
        {
            foreach ((string key, JsonNode? value) in Convert(node, depth + 1) as JsonObject ?? throw new FormatException($"Line {node.Start.Line}: {mergeKey} takes a mapping."))
            {
                result.TryAdd(key, value?.DeepClone());
            }
        }

        return result;
    }
}
