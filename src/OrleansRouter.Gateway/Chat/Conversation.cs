using System.Text.Json;
using OrleansRouter.Gateway.OpenAi;

namespace OrleansRouter.Gateway.Chat;

/// <summary>What the router reads of a conversation.</summary>
/// <param name="Prompt">The text that is encoded; see <see cref="Read"/>.</param>
/// <param name="InputTokens">Estimated tokens to read: one for four characters, four for each message, 1,000 for each image.</param>
/// <param name="Images">How many images the messages carry.</param>
internal sealed record Conversation(string Prompt, int InputTokens, int Images)
{
    /// <summary>Policies are trained on prompts of at most about this many characters; more of it would tell them nothing.</summary>
    public const int LongestPrompt = 4_000;

    private const int CharactersPerToken = 4;
    private const int TokensPerMessage = 4;
    private const int TokensPerImage = 1_000;

    /// <summary>
    /// Reads an array of messages. The prompt is what the user said last: the text of the last run of user messages (answers of tools
    /// and of the assistant may follow), cut to <see cref="LongestPrompt"/> characters. System prompts are left out, because they are the
    /// same for every request of an application and policies are trained on prompts without them.
    /// </summary>
    /// <exception cref="ApiException">A message is not what OpenAI's protocol says.</exception>
    public static Conversation Read(JsonElement messages)
    {
        var lastTurn = new List<string>();
        bool inUserTurn = false;
        int images = 0;
        long characters = 0, extraTokens = 0;
        int index = 0;
        foreach (JsonElement message in messages.EnumerateArray())
        {
            string path = $"messages[{index++}].";
            MessageContent content = MessageContent.Read(message, path);
            if (content.IsUser)
            {
                lastTurn = inUserTurn ? lastTurn : [];
                lastTurn.AddRange(content.Texts);
            }

            inUserTurn = content.IsUser;
            images += content.Images;
            characters += content.Characters;
            extraTokens += TokensPerMessage + ((long)content.Images * TokensPerImage);
        }

        return index > 0
            ? new Conversation(Cut(string.Join('\n', lastTurn)), Tokens(characters, extraTokens), images)
            : throw ApiError.InvalidRequest("'messages' is empty; expected at least one message.", "messages").AsException();
    }

    /// <summary>A conversation that is one user message.</summary>
    public static Conversation OfPrompt(string prompt) => new(Cut(prompt), Tokens(prompt.Length, TokensPerMessage), Images: 0);

    /// <summary>The tokens in <paramref name="characters"/> of text, estimated.</summary>
    public static int TokensOf(long characters) => Tokens(characters, 0);

    private static int Tokens(long characters, long extra) =>
        (int)Math.Min(int.MaxValue, ((characters + CharactersPerToken - 1) / CharactersPerToken) + extra);

    private static string Cut(string text) => text.Length <= LongestPrompt
        ? text
        : text[..(char.IsHighSurrogate(text[LongestPrompt - 1]) ? LongestPrompt - 1 : LongestPrompt)];
}
