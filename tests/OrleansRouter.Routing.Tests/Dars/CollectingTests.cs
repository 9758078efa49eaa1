using OrleansRouter.Routing.Dars.Collecting;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Tests.Data;

namespace OrleansRouter.Routing.Tests.Dars;

/// <summary>Checks of rewrites, scoring of answers, and the queries file.</summary>
public sealed class CollectingTests
{
    [Theory]
    [InlineData("What is 1,000 plus 2.5 for x2?", new[] { 2.5, 1000 })]
    [InlineData("-3 and 3 of 12 items in 2021.", new[] { -3, 3.0, 12, 2021 })]
    [InlineData("no number at all", new double[0])]
    public void NumericTokens_AreTheNumbersAsTheyAreMeant(string text, double[] expected) =>
        NumericTokens.Of(text).Select(number => (double)number).ShouldBe(expected);

    [Theory]
    [InlineData("Compute the total of 3 apples and 4 pears.", null)]
    [InlineData("  How many are 3 apples plus 4 pears? ", "it repeats the original")]
    [InlineData("how MANY are 3 apples plus 4 pears", "it repeats the original")]
    [InlineData("Add 3 apples to 4 pears.", "it repeats another rewrite")]
    [InlineData("Compute the total of 3 apples and 5 pears.", "its numbers differ from the original's")]
    [InlineData("Compute the total of some apples and pears.", "its numbers differ from the original's")]
    [InlineData(" ?! ", "it is empty")]
    public void RewriteCheck_RefusesWhatDoesNotKeepTheQuestion(string rewrite, string? refusal) =>
        RewriteCheck.Of("How many are 3 apples plus 4 pears?", rewrite, ["Add 3 apples to 4 pears"]).Refusal.ShouldBe(refusal);

    [Fact]
    public void RewriteCheck_ChoicesInTheQuestion_MustStay()
    {
        const string Question = "Which is a metal?\nA) iron\nB) sulphur";

        RewriteCheck.Of(Question, "Name the metal.\nA) iron\nB) sulphur", []).Refusal.ShouldBeNull();
        RewriteCheck.Of(Question, "Is iron or sulphur the metal?\nA) iron", []).Refusal.ShouldBe("it lost the choice \"B) sulphur\"");
    }

    [Fact]
    public void RewriteCheck_FewSharedWords_AreFlaggedNotRefused()
    {
        RewriteVerdict far = RewriteCheck.Of("Which planet is largest?", "Name the biggest world around our star", []);
        RewriteVerdict near = RewriteCheck.Of("Which planet is largest?", "Which planet is the largest one?", []);

        (far.Refusal, far.IsFlagged, far.Similarity).ShouldBe((null, true, 0));
        (near.Refusal, near.IsFlagged).ShouldBe((null, false));
        // 4 words and 3 pairs against 6 words and 5 pairs; 4 words and 2 pairs are shared.
        near.Similarity.ShouldBe(6 / Math.Sqrt(7 * 11), 1e-12);
    }

    [Theory]
    [InlineData(AnswerScoring.Number, "42", "Thinking 7 … Final Answer: **42.0**", 1)]
    [InlineData(AnswerScoring.Number, "1,000", "Final Answer: 1001", 1)]
    [InlineData(AnswerScoring.Number, "42", "Final Answer: 43", 0)]
    [InlineData(AnswerScoring.Exact, "The Nile", "It flows north.\nfinal answer: the Nile.\nBye", 1)]
    [InlineData(AnswerScoring.Exact, "Nile", "Final Answer: Blue Nile", 0)]
    [InlineData(AnswerScoring.F1, "Blue Nile river", "Final Answer: the Nile", 0.5)]
    [InlineData(AnswerScoring.Choice, "B", "Final Answer: (b) sulphur", 1)]
    [InlineData(AnswerScoring.Choice, "sulphur", "Final Answer: B", 1)]
    [InlineData(AnswerScoring.Choice, "B", "Final Answer: Barium", 0)]
    public void Score_TakesTheMarkedAnswer(AnswerScoring scoring, string gold, string text, double expected) =>
        AnswerText.Score(new CollectionQuery("q", "", "?", "", ["iron", "sulphur"], [gold], scoring), text).ShouldBe(expected);

    [Fact]
    public void TokenF1_SharedWordsByHand()
    {
        TokenF1.Of("the cat sat", "a cat sat down").ShouldBe(2.0 * 2 / (2 + 3), 1e-15);
        TokenF1.Of("", "").ShouldBe(1);
        TokenF1.Of("cat", "").ShouldBe(0);
    }

    [Fact]
    public void Prompts_KeepPassageAndChoices_AndReadJsonArrays()
    {
        var query = new CollectionQuery("q", "", "Which one?", "A long passage.", ["iron", "sulphur"], ["A"], AnswerScoring.Choice);

        string asked = CollectionPrompts.Ask(query, "What is it?");
        asked.ShouldContain("A long passage.");
        asked.ShouldContain("What is it?\nA. iron\nB. sulphur");
        asked.ShouldContain("Final Answer:");
        CollectionPrompts.Reword(query, 3, ["x"]).ShouldContain("JSON array of 3 strings");
        CollectionPrompts.ReadRewrites("Sure:\n```json\n[\"a\", \"b\"]\n```").ShouldBe(["a", "b"]);
        CollectionPrompts.ReadRewrites("a, b").ShouldBeNull();
        CollectionPrompts.ReadRewrites("[1, 2]").ShouldBeNull();
    }

    [Fact]
    public void Read_Queries_ScoringFollowsFromTheAnswers()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("queries.jsonl", """
            {"id":"1","question":"2+2?","answer":4}
            {"id":"2","prompt":"Where?","answer":["Paris","paris, France"],"task":"t"}
            {"id":"3","question":"Which?","choices":["x","y"],"answer":"B","context":"c"}
            {"id":"4","question":"Say","expected_answer":"much","scoring":"f1"}
            """);

        IReadOnlyList<CollectionQuery> queries = CollectionQuery.Read(file);

        queries.Select(query => query.Scoring).ShouldBe([AnswerScoring.Number, AnswerScoring.Exact, AnswerScoring.Choice, AnswerScoring.F1]);
        queries[1].Answers.ShouldBe(["Paris", "paris, France"]);
        queries[2].Context.ShouldBe("c");
    }

    [Theory]
    [InlineData("""{"id":"1","question":"2+2?"}""", "'answer'")]
    [InlineData("""{"id":"1","question":"2+2?","answer":"4","scoring":"guess"}""", "'scoring'")]
    [InlineData("""{"id":"1","question":"2+2?","answer":[true]}""", "'answer'")]
    public void Read_MalformedQuery_NamesTheField(string line, string field)
    {
        using var folder = new TemporaryFolder();

        Should.Throw<DataFormatException>(() => CollectionQuery.Read(folder.Write("queries.jsonl", line))).Message.ShouldContain(field);
    }
}
