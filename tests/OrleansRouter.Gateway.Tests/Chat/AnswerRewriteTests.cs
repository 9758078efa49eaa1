using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using OrleansRouter.Gateway.Chat;

namespace OrleansRouter.Gateway.Tests.Chat;

public sealed class AnswerRewriteTests
{
    [Theory]
    [InlineData("""{"model":"m","x":1}""", """{"model":"new","x":1}""")]
    [InlineData("""{"x":1, "model" : "m" ,"usage":null}""", """{"x":1, "model" : "new"}""")]
    [InlineData("""{"usage": {"prompt_tokens":1} , "model":"m"}""", """{ "model":"new"}""")]
    [InlineData("""{"usage":null}""", """{}""")]
    [InlineData(""" {"a":{"model":"inner","usage":1},"model":"m","usage":null,"b":2} """, """ {"a":{"model":"inner","usage":1},"model":"new","b":2} """)]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    public void Write_WithoutUsage_ChangesModelAndDropsUsageOnly(string json, string expected) =>
        Rewrite(json, keepUsage: false).ShouldBe(expected);

    [Fact]
    public void Write_ExtraProperty_IsAppended() =>
        Rewrite("""{"model":"m","usage":null}""", keepUsage: true, "\"router\":{}").ShouldBe("""{"model":"new","usage":null,"router":{}}""");

    [Fact]
    public void Write_ModelIdWithQuotes_StaysJson() =>
        JsonElement.Parse(Rewrite("""{"model":"m"}""", keepUsage: true, modelId: "a\"b\\é")).GetProperty("model").GetString().ShouldBe("a\"b\\é");

    [Fact]
    public void Read_Chunk_FindsUsageTextAndChoices()
    {
        AnswerScan scan = Scan("""
            {"choices":[{"delta":{"content":"abc","reasoning_content":"de","tool_calls":[{"function":{"arguments":"f"}}]}}],
             "usage":{"prompt_tokens":3,"completion_tokens_details":{"completion_tokens":9},"completion_tokens":4}}
            """);
        scan.Usage.ShouldBe(new TokenUsage(3, 4));
        scan.TextBytes.ShouldBe(6);
        scan.HasChoices.ShouldBeTrue();
        scan.HasError.ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"choices":[],"usage":{"prompt_tokens":"many"}}""", false, false)]
    [InlineData("""{"choices":null,"error":null}""", false, false)]
    [InlineData("""{"error":{"message":"x"}}""", false, true)]
    [InlineData("""{"choices":[{}]}""", true, false)]
    public void Read_OddShapes_AreTolerated(string json, bool hasChoices, bool hasError)
    {
        AnswerScan scan = Scan(json);
        scan.HasChoices.ShouldBe(hasChoices);
        scan.HasError.ShouldBe(hasError);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("{")]
    [InlineData("""{"a":1}{"b":2}""")]
    public void Read_NotOneObject_Throws(string json) => Should.Throw<JsonException>(() => Scan(json));

    [Fact]
    public void Write_AnyObject_KeepsEveryOtherProperty()
    {
        Gen<string> value = Gen.Elements("1", "null", "\"text\"", "[1,{\"model\":2}]", "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}");
        var objects =
            from names in Gen.SubListOf("id", "model", "usage", "choices", "created", "x").Select(n => n.ToArray()).SelectMany(Gen.Shuffle)
            from values in value.ArrayOf(names.Length)
            from space in Gen.Elements("", " ", "\n\t")
            select $"{{{space}{string.Join($"{space},{space}", names.Zip(values, (n, v) => $"\"{n}\"{space}:{space}{v}"))}{space}}}";
        Prop.ForAll(objects.ToArbitrary(), json =>
        {
            Dictionary<string, string> before = Properties(json), after = Properties(Rewrite(json, keepUsage: false));
            before.Remove("usage");
            if (before.ContainsKey("model"))
            {
                before["model"] = "\"new\"";
            }

            after.ShouldBe(before, ignoreOrder: true);
        }).QuickCheckThrowOnFailure();
    }

    private static Dictionary<string, string> Properties(string json) =>
        JsonElement.Parse(json).EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetRawText());

    private static AnswerScan Scan(string json) => AnswerScan.Read(Encoding.UTF8.GetBytes(json));

    private static string Rewrite(string json, bool keepUsage, string extra = "", string modelId = "new")
    {
        var output = new ArrayBufferWriter<byte>();
        AnswerRewrite.Write(Encoding.UTF8.GetBytes(json), Scan(json), modelId, keepUsage, Encoding.UTF8.GetBytes(extra), output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
