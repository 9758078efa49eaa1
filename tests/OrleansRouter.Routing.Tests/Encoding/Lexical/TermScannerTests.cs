using OrleansRouter.Routing.Encoding.Lexical;

namespace OrleansRouter.Routing.Tests.Encoding.Lexical;

public sealed class TermScannerTests
{
    [Theory]
    [InlineData("Hello, WORLD!", "hello world")]
    [InlineData("  snake_case\tx+y ", "snake case x y")]
    [InlineData("ÄRGER Straße", "ärger straße")]
    [InlineData("日本語", "日 本 語")]
    [InlineData("안녕 hi", "안 녕 hi")]
    [InlineData("go語go", "go 語 go")]
    [InlineData("😀 smile 😀", "smile")]
    [InlineData("it's", "it s")]
    public void Scan_DifferentSpelling_SameTerms(string text, string same) => Terms(text).ShouldBe(Terms(same));

    [Theory]
    [InlineData("word", "words")]
    [InlineData("a b", "ab")]
    [InlineData("a b", "b a")]
    [InlineData("résumé", "resume")]
    [InlineData("हिन्दी", "हन्दी")]
    [InlineData("\U00020000", "\U00020001")]
    public void Scan_DifferentWords_DifferentTerms(string text, string other) => Terms(text).ShouldNotBe(Terms(other));

    [Theory]
    [InlineData("one", 1)]
    [InlineData("one two", 3)]
    [InlineData("one two three", 5)]
    [InlineData("हिन्दी", 1)]
    [InlineData("", 0)]
    [InlineData("?! ...", 0)]
    public void Scan_Words_GivesEachAndEachPair(string text, int terms)
    {
        Terms(text).Length.ShouldBe(terms);
        Terms(text, bigrams: false).Length.ShouldBe((terms + 1) / 2);
    }

    [Theory]
    [InlineData("12 apples", "99 apples", true)]
    [InlineData("12 apples", "999 apples", false)]
    [InlineData("1234567", "123456789", true)]
    [InlineData("gpt4", "gpt5", true)]
    [InlineData("٣", "7", true)]
    public void Scan_DigitShapes_KnowsNumbersByTheirLength(string text, string other, bool equal)
    {
        Terms(text).SequenceEqual(Terms(other)).ShouldBe(equal);
        Terms(text, digitShapes: false).SequenceEqual(Terms(other, digitShapes: false)).ShouldBeFalse();
    }

    [Fact]
    public void Scan_KnownText_HashesNeverChange() =>
        Terms("Hello world").ShouldBe([0xE9C562C0FDB23244, 0x85C3D80583B75D95, 0x682CE91AD0B11411]);

    [Theory]
    [InlineData(0xD800)]
    [InlineData(0xDC00)]
    public void Scan_LoneSurrogate_SeparatesLikeASymbol(int surrogate)
    {
        string text = $"a{(char)surrogate}b";
        Terms(text).ShouldBe(Terms("a b"));
        Form(text).Symbols.ShouldBe(1);
    }

    [Fact]
    public void Scan_Prompt_CountsItsForm()
    {
        PromptForm form = Form("Is f(x) = 42?\nYES；日本？");
        form.Characters.ShouldBe(21);
        form.Words.ShouldBe(7);
        form.UpperCase.ShouldBe(4);
        form.Digits.ShouldBe(2);
        form.Lines.ShouldBe(1);
        form.Questions.ShouldBe(2);
        form.Symbols.ShouldBe(6);
    }

    private static ulong[] Terms(string text, bool bigrams = true, bool digitShapes = true)
    {
        var terms = new List<ulong>();
        new TermScanner<ListSink>(bigrams, digitShapes, new ListSink(terms)).Scan(text);
        return [.. terms];
    }

    private static PromptForm Form(string text) => new TermScanner<ListSink>(true, true, new ListSink([])).Scan(text);

    private readonly struct ListSink(List<ulong> terms) : ITermSink
    {
        public void Add(ulong term) => terms.Add(term);
    }
}
