using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Encoding;
using OrleansRouter.Routing.Encoding.Lexical;
using OrleansRouter.TestKit.Learning;
using OrleansRouter.TestKit.Routing;

namespace OrleansRouter.Routing.Tests.Encoding.Lexical;

public sealed class LexicalEncoderTests : PromptEncoderConformance
{
    private static readonly LexicalFixture Sklearn = LexicalFixture.Instance;
    private static readonly LexicalOptions Plain = new() { Dimensions = 0, FormWeight = 0 };

    protected override IPromptEncoderFactory Create() => new LexicalEncoderFactory(new LexicalOptions { Dimensions = 16 });

    [Fact]
    public void Registry_Lexical_IsFound() => PromptEncoders.Registry.Get("lexical").ShouldBeOfType<LexicalEncoderFactory>();

    [Fact]
    public void Encode_WithoutSvd_CosinesEqualScikitLearns()
    {
        ShouldHaveCosines(Sklearn.Unigrams, Plain with { Bigrams = false });
        ShouldHaveCosines(Sklearn.Bigrams, Plain);
        ShouldHaveCosines(Sklearn.AllTerms, Plain with { MinDocumentFrequency = 1 });
    }

    [Fact]
    public void Encode_SvdOfFullRank_KeepsTheCosines()
    {
        ShouldHaveCosines(Sklearn.AllTerms, Plain with { MinDocumentFrequency = 1, Dimensions = 100 });
        Fit(Plain with { MinDocumentFrequency = 1, Dimensions = 100 }, Sklearn.Texts).Dimensions.ShouldBe(Sklearn.Texts.Length);
        Fit(Plain with { MinDocumentFrequency = 1, Dimensions = 3 }, Sklearn.Texts).Dimensions.ShouldBe(3);
    }

    [Fact]
    public void Fit_MoreTermsThanAllowed_KeepsThoseOfMostPrompts()
    {
        LexicalEncoder encoder = Fit(Plain with { Bigrams = false, MinDocumentFrequency = 1, MaxFeatures = 2 }, ["a b c", "a b d", "a e f"]);
        encoder.TermCount.ShouldBe(2);
        Encode(encoder, "a").Count(x => x != 0).ShouldBe(1);
        Encode(encoder, "b").Count(x => x != 0).ShouldBe(1);
        Encode(encoder, "c d e f").ShouldAllBe(x => x == 0);
    }

    [Fact]
    public void Fit_NoTermFrequentEnough_SaysSo() =>
        Should.Throw<ArgumentException>(() => Fit(Plain, ["one", "two"])).Message.ShouldContain("MinDocumentFrequency");

    [Fact]
    public void Fit_OnePrompt_EncodesItsFormAlone()
    {
        LexicalEncoder encoder = Fit(new LexicalOptions(), ["one prompt"]);
        encoder.Dimensions.ShouldBe(PromptForm.FeatureCount);
        Encode(encoder, "anything").ShouldAllBe(x => x == 0);
    }

    [Fact]
    public void Encode_LongerPrompt_LiesFurtherAlongTheFormOfSize()
    {
        LexicalEncoder encoder = Fit(new LexicalOptions { Dimensions = 4 }, [.. Sklearn.Texts, string.Concat(Sklearn.Texts)]);
        float Size(string prompt) => Encode(encoder, prompt)[^PromptForm.FeatureCount];
        Size(string.Concat(Sklearn.Texts)).ShouldBeGreaterThan(Size(Sklearn.Texts[0]));
        Size(Sklearn.Texts[0]).ShouldBeGreaterThan(Size(Sklearn.Texts[5]));
    }

    [Fact]
    public void Encode_UnknownWords_KeepTheirFormUnstretched()
    {
        LexicalEncoder encoder = Fit(new LexicalOptions { Dimensions = 4, FormWeight = 0.3 }, Sklearn.Texts);
        float[] embedding = Encode(encoder, "zzz qqq?");
        embedding[..^PromptForm.FeatureCount].ShouldAllBe(x => x == 0);
        embedding.Any(x => x != 0).ShouldBeTrue();
        // At most 4 standard deviations in each of the features: 0.3·4 against a text of length 1.
        embedding.Sum(x => x * x).ShouldBeLessThan(1.2f * 1.2f / (1 + (1.2f * 1.2f)));
    }

    [Fact]
    public void Encode_HugePrompt_TakesTimeInProportion()
    {
        LexicalEncoder encoder = Fit(new LexicalOptions { Dimensions = 4 }, Sklearn.Texts);
        string huge = string.Concat(Enumerable.Repeat(Sklearn.Texts[0] + "\n", 20_000)) + new string('x', 1_000_000);
        Encode(encoder, huge).ShouldAllBe(x => float.IsFinite(x));
    }

    [Fact]
    public void Encode_EncodersOfDifferentSizesOnOneThread_DoNotDisturbEachOther()
    {
        LexicalEncoder small = Fit(Plain with { MaxFeatures = 2 }, Sklearn.Texts), large = Fit(Plain, Sklearn.Texts);
        float[] alone = Encode(large, Sklearn.Texts[1]);
        _ = Encode(small, Sklearn.Texts[2]);
        Encode(large, Sklearn.Texts[1]).ShouldBe(alone);
    }

    [Fact]
    public void Read_ProjectionWithoutItsTerms_Refused()
    {
        var encoder = new LexicalEncoder(new Vocabulary([1, 2]), [1, 1], new Matrix<float>(3, 1), null, true, true);
        byte[] bytes = LearnerData.Bytes(encoder.Write);
        Should.Throw<ModelFormatException>(() => LexicalEncoder.Read(new ModelReader(bytes))).Message.ShouldContain("3 rows");
    }

    private static void ShouldHaveCosines(double[][] expected, LexicalOptions options)
    {
        LexicalEncoder encoder = Fit(options with { DigitShapes = false }, Sklearn.Texts);
        float[][] rows = [.. Sklearn.Texts.Select(t => Encode(encoder, t))];
        for (int i = 0; i < rows.Length; i++)
        {
            rows.Select(r => r.Zip(rows[i], (a, b) => (double)a * b).Sum()).ShouldBe(expected[i], 1e-6);
        }
    }

    private static LexicalEncoder Fit(LexicalOptions options, string[] prompts) =>
        (LexicalEncoder)new LexicalEncoderFactory(options).Fit(prompts, 1, FitContext.Default);

    private static float[] Encode(LexicalEncoder encoder, string prompt)
    {
        float[] embedding = new float[encoder.Dimensions];
        encoder.Encode(prompt, embedding);
        return embedding;
    }
}
