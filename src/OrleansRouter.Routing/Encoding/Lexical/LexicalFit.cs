using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Decomposition;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Encoding.Lexical;

/// <summary>One fit of a lexical encoder: count terms, keep the frequent ones, weigh, decompose.</summary>
/// <param name="options">Validated options.</param>
/// <param name="prompts">The training prompts.</param>
/// <param name="seed">Seed of the SVD.</param>
/// <param name="context">Threads, progress and cancellation.</param>
internal sealed class LexicalFit(LexicalOptions options, IReadOnlyList<string> prompts, ulong seed, FitContext context)
{
    private const int ChunkPrompts = 256;

    public LexicalEncoder Fit()
    {
        if (prompts.Count == 0)
        {
            throw new ArgumentException("There are no prompts to fit an encoder to; at least 1 is needed.", nameof(prompts));
        }

        var forms = new PromptForm[prompts.Count];
        (ulong Term, int Documents)[] kept = Keep(CountDocuments(forms));
        FormScaler? form = options.FormWeight > 0 ? FormScaler.Fit(forms, options.FormWeight) : null;
        if (kept.Length == 0 && form is null)
        {
            throw new ArgumentException(
                $"No term occurs in at least {options.MinDocumentFrequency} of the {prompts.Count} prompts; lower MinDocumentFrequency.", nameof(prompts));
        }

        var vocabulary = new Vocabulary([.. kept.Select(t => t.Term)]);
        float[] idf = [.. kept.Select(t => (float)InverseDocumentFrequency(t.Documents))];
        context.Progress?.Report(0.3);
        Matrix<float>? projection = options.Dimensions > 0 ? Project(vocabulary, idf) : null;
        return new LexicalEncoder(vocabulary, idf, projection, form, options.Bigrams, options.DigitShapes);
    }

    // ln((1 + n)/(1 + df)) + 1, as scikit-learn smooths it: as if one more prompt held every term.
    private double InverseDocumentFrequency(int documents) => Math.Log((1.0 + prompts.Count) / (1.0 + documents)) + 1;

    private (ulong Term, int Documents)[] Keep(Dictionary<ulong, int> documents) =>
    [
        .. documents.Where(t => t.Value >= options.MinDocumentFrequency)
            .OrderByDescending(t => t.Value).ThenBy(t => t.Key)
            .Take(options.MaxFeatures)
            .Select(t => (t.Key, t.Value)),
    ];

    // Document frequencies are whole numbers: the order in which chunks arrive does not matter.
    private Dictionary<ulong, int> CountDocuments(PromptForm[] forms)
    {
        var total = new Dictionary<ulong, int>();
        ForEachChunk((start, end) =>
        {
            var chunk = new Dictionary<ulong, int>();
            var terms = new HashSet<ulong>();
            for (int i = start; i < end; i++)
            {
                terms.Clear();
                forms[i] = new TermScanner<DistinctTerms>(options.Bigrams, options.DigitShapes, new DistinctTerms(terms)).Scan(prompts[i]);
                AddTo(chunk, terms.Select(t => (t, 1)));
            }

            lock (total)
            {
                AddTo(total, chunk.Select(t => (t.Key, t.Value)));
            }
        });
        return total;
    }

    private static void AddTo(Dictionary<ulong, int> counts, IEnumerable<(ulong Term, int Count)> added)
    {
        foreach ((ulong term, int count) in added)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, term, out _) += count;
        }
    }

    // V of the SVD of the normalised TF-IDF rows, each row multiplied by its idf so that encoding need not.
    private Matrix<float> Project(Vocabulary vocabulary, float[] idf)
    {
        if (vocabulary.Count == 0)
        {
            return new Matrix<float>(0, 0);
        }

        var svdOptions = new SvdOptions { Rank = options.Dimensions };
        Matrix<double> right = RandomizedSvd.Factor(TfIdf(vocabulary, idf), svdOptions, seed, context.Part(0.4, 1)).RightVectors;
        var projection = new Matrix<float>(right.Rows, right.Columns);
        for (int t = 0; t < right.Rows; t++)
        {
            TensorPrimitives.Multiply<double>(right.Row(t), idf[t], right.Row(t));
            TensorPrimitives.ConvertTruncating<double, float>(right.Row(t), projection.Row(t));
        }

        return projection;
    }

    private CsrMatrix TfIdf(Vocabulary vocabulary, float[] idf)
    {
        var encoder = new LexicalEncoder(vocabulary, idf, null, null, options.Bigrams, options.DigitShapes);
        var rows = new (int[] Features, float[] Values)[prompts.Count];
        ForEachChunk((start, end) =>
        {
            for (int i = start; i < end; i++)
            {
                rows[i] = encoder.EncodeSparse(prompts[i]);
            }
        });
        int[] starts = new int[rows.Length + 1];
        for (int i = 0; i < rows.Length; i++)
        {
            starts[i + 1] = checked(starts[i] + rows[i].Features.Length);
        }

        return new CsrMatrix(vocabulary.Count, starts, [.. rows.SelectMany(r => r.Features)], [.. rows.SelectMany(r => r.Values)]);
    }

    private void ForEachChunk(Action<int, int> body) => Parallel.For(
        0, (prompts.Count + ChunkPrompts - 1) / ChunkPrompts, context.ParallelOptions,
        c => body(c * ChunkPrompts, Math.Min(prompts.Count, (c + 1) * ChunkPrompts)));

    private readonly struct DistinctTerms(HashSet<ulong> terms) : ITermSink
    {
        public void Add(ulong term) => terms.Add(term);
    }
}
