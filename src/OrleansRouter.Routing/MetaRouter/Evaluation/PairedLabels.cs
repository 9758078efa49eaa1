using OrleansRouter.Learning;
using OrleansRouter.Learning.Decomposition;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Encoding;

namespace OrleansRouter.Routing.MetaRouter.Evaluation;

/// <summary>Queries of which both labels are known, so that an experiment may decide which one to show.</summary>
public sealed record PairedLabels
{
    /// <summary>Principal components of embedded prompts, where nothing else is said; given features stay as they are.</summary>
    public const int DefaultComponents = 50;

    private const string SectionName = "paired-labels";

    /// <summary>Where the rows came from.</summary>
    public required string Source { get; init; }

    /// <summary>True when the rows were made by the simulator.</summary>
    public required bool IsSimulated { get; init; }

    /// <summary>N × d features.</summary>
    public required Matrix<float> Features { get; init; }

    /// <summary>r: gold gain of the primary model over the alternative, length N.</summary>
    public required double[] Gold { get; init; }

    /// <summary>y: gain by preference, length N.</summary>
    public required double[] Preference { get; init; }

    /// <summary>Which mechanism really judged the query, length N; null where the data do not say.</summary>
    public bool[]? GoldLabelled { get; init; }

    /// <summary>Reads label files, or the one table of Meta-Router's authors.</summary>
    /// <param name="files">The files.</param>
    /// <param name="pair">Which models and mechanisms of a table of labels are meant; not asked for the authors' table.</param>
    /// <param name="encoders">Fits the encoder of prompts.</param>
    /// <param name="components">Number of principal components, 0 to leave the features as they are; null for the default of the kind of data.</param>
    /// <param name="seed">Seed of encoder and components.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <exception cref="ArgumentException">The pair does not exist, or no row has both labels.</exception>
    /// <exception cref="DataFormatException">A file is damaged or of another kind.</exception>
    public static PairedLabels Read(
        IReadOnlyList<string> files, Func<LabelTable, LabelPairOptions> pair, IPromptEncoderFactory encoders, int? components, ulong seed, FitContext context)
    {
        if (files is [string file] && GainTableReader.Recognises(file))
        {
            return GainTableReader.Read(file, context.CancellationToken).Reduce(components ?? 0, seed, context);
        }

        LabelTable table = LabelTableReader.Read(files, context.CancellationToken);
        return Of(table, pair(table), encoders, seed, context).Reduce(components ?? DefaultComponents, seed, context);
    }

    /// <summary>
    /// The rows of a table on which both labels of a pair are known, embedded. As in the paper the encoder is that of all queries; no label enters it.
    /// </summary>
    /// <param name="table">Labels of several mechanisms.</param>
    /// <param name="pair">Models and mechanisms.</param>
    /// <param name="encoders">Fits the encoder.</param>
    /// <param name="seed">Seed of the encoder.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <exception cref="ArgumentException">The pair does not exist, or no row has both labels.</exception>
    public static PairedLabels Of(
        LabelTable table, LabelPairOptions pair, IPromptEncoderFactory encoders, ulong seed, FitContext context)
    {
        var labels = LabelPair.Of(table, pair);
        int[] rows = [.. Enumerable.Range(0, labels.Rows.Length).Where(i => double.IsFinite(labels.Gold[i]) && double.IsFinite(labels.Preference[i]))];
        if (rows.Length == 0)
        {
            throw new ArgumentException($"{table.Source}: no row has both a '{pair.Gold}' and a '{pair.Preference}' label of '{pair.Primary}' and '{pair.Alternative}'.");
        }

        string[] prompts = [.. rows.Select(i => labels.Queries[i].Prompt)];
        return new PairedLabels
        {
            Source = table.Source,
            IsSimulated = table.IsSimulated,
            Features = encoders.Fit(prompts, seed, context).EncodeBatch(prompts, context),
            Gold = [.. rows.Select(i => labels.Gold[i])],
            Preference = [.. rows.Select(i => labels.Preference[i])],
            GoldLabelled = labels.GoldLabelled is { } labelled ? [.. rows.Select(i => labelled[i])] : null,
        };
    }

    /// <summary>The same rows with features reduced to principal components, those of all rows; no label enters them.</summary>
    /// <param name="components">Number of components, or 0 to leave the features as they are.</param>
    /// <param name="seed">Seed of the decomposition.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    public PairedLabels Reduce(int components, ulong seed, FitContext context) => components == 0 ? this : this with
    {
        Features = Pca.Fit(Features, new PcaOptions { Components = components }, seed, context).Transform(Features, context),
    };

    internal void Write(ModelWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.Write(Source);
        writer.Write(IsSimulated);
        writer.Write(Features);
        writer.Write(Gold.AsSpan());
        writer.Write(Preference.AsSpan());
        writer.Write(GoldLabelled is not null);
        writer.Write([.. (GoldLabelled ?? []).Select(isGold => isGold ? 1 : 0)]);
    }

    internal static PairedLabels Read(ModelReader reader)
    {
        reader.Section(SectionName, 1);
        var labels = new PairedLabels
        {
            Source = reader.ReadString(),
            IsSimulated = reader.ReadBoolean(),
            Features = reader.ReadSingleMatrix(),
            Gold = reader.ReadDoubles(),
            Preference = reader.ReadDoubles(),
        };
        bool isKnown = reader.ReadBoolean();
        bool[] labelled = [.. reader.ReadInt32s().Select(isGold => isGold == 1)];
        return labels with { GoldLabelled = isKnown ? labelled : null };
    }
}
