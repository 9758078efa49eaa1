using OrleansRouter.TestKit;

namespace OrleansRouter.Routing.Tests.Encoding.Lexical;

/// <summary>Cosines between scikit-learn's TF-IDF vectors; written by bench/peers/lexical_fixtures.py.</summary>
internal sealed record LexicalFixture(string[] Texts, double[][] Unigrams, double[][] Bigrams, double[][] AllTerms)
{
    public static LexicalFixture Instance { get; } = Fixture.Load<LexicalFixture>("lexical");
}
