using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Dars.Collecting;

/// <summary>F1 = 2PR/(P + R) over the bags of words of answer and gold answer.</summary>
[Paper("Rajpurkar et al. 2016", "section 6.1, macro-averaged F1")]
public static class TokenF1
{
    /// <summary>F1 of an answer; 1 when both are empty.</summary>
    public static double Of(string answer, string gold)
    {
        string[] given = AnswerText.Words(answer), wanted = AnswerText.Words(gold);
        if (given.Length == 0 || wanted.Length == 0)
        {
            return given.Length == wanted.Length ? 1 : 0;
        }

        Dictionary<string, int> left = wanted.CountBy(word => word).ToDictionary();
        int shared = given.CountBy(word => word).Sum(word => Math.Min(word.Value, left.GetValueOrDefault(word.Key)));
        return 2.0 * shared / (given.Length + wanted.Length);
    }
}
