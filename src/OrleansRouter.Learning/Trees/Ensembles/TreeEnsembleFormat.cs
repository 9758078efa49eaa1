using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Trees.Ensembles;

/// <summary>Writes and reads ensembles. What is read is checked so far that no prediction can loop or leave the arrays.</summary>
internal static class TreeEnsembleFormat
{
    private const string Section = "tree-ensemble";

    public static void Write(TreeEnsemble ensemble, ModelWriter writer)
    {
        writer.Section(Section, 1);
        writer.Write(ensemble.FeatureCount);
        writer.Write(ensemble.TreeCount);
        foreach (FlatTree tree in ensemble.Trees())
        {
            writer.Write(tree.Features);
            writer.Write(tree.Thresholds);
            writer.Write(tree.Lefts);
            writer.Write(tree.Values);
        }
    }

    public static TreeEnsemble Read(ModelReader reader)
    {
        reader.Section(Section, 1);
        int features = reader.ReadInt32(1, FlatTree.MissingRight - 1);
        int count = reader.ReadInt32(0, reader.Remaining);
        var trees = new List<FlatTree>();
        for (int t = 0; t < count; t++)
        {
            trees.Add(ReadTree(reader, t, features));
        }

        return trees.Sum(t => (long)t.Count) <= Array.MaxLength
            ? new TreeEnsemble(features, trees)
            : throw new ModelFormatException("The trees have more nodes than an array can hold.");
    }

    private static FlatTree ReadTree(ModelReader reader, int number, int features)
    {
        var tree = new FlatTree(reader.ReadInt32s(), reader.ReadSingles(), reader.ReadInt32s(), reader.ReadDoubles());
        if (tree.Count == 0 || tree.Features.Length != tree.Count || tree.Thresholds.Length != tree.Count || tree.Values.Length != tree.Count)
        {
            throw new ModelFormatException($"Tree {number}: the four arrays of nodes must be equally long and not empty.");
        }

        for (int i = 0; i < tree.Count; i++)
        {
            if (!IsValid(tree, i, features))
            {
                throw new ModelFormatException(
                    $"Tree {number}, node {i}: feature {tree.Features[i]}, left child {tree.Lefts[i]}, threshold {tree.Thresholds[i]}, "
                    + $"value {tree.Values[i]} do not fit {features} features and {tree.Count} nodes.");
            }
        }

        return tree;
    }

    private static bool IsValid(FlatTree tree, int node, int features)
    {
        int feature = tree.Features[node] & ~FlatTree.MissingRight;
        int left = tree.Lefts[node];
        bool leaf = left == 0 && tree.Features[node] == 0;
        bool inner = left > node && left < tree.Count - 1 && feature >= 0 && feature < features;
        return (leaf || inner) && !float.IsNaN(tree.Thresholds[node]) && double.IsFinite(tree.Values[node]);
    }
}
