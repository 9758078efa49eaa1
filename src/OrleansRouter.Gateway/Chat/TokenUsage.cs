namespace OrleansRouter.Gateway.Chat;

/// <summary>Tokens of one call.</summary>
/// <param name="InputTokens">Tokens read.</param>
/// <param name="OutputTokens">Tokens written.</param>
internal readonly record struct TokenUsage(int InputTokens, int OutputTokens);
