using System.Globalization;
using System.Numerics;
using System.Text;

namespace OrleansRouter.Routing.Encoding.Lexical;

/// <summary>Receives the terms of a text one by one.</summary>
internal interface ITermSink
{
    void Add(ulong term);
}

/// <summary>
/// Cuts a text into terms in one pass and without allocating: a word is a maximal run of letters, digits and the marks on them,
/// lower-cased; every Han, Kana or Hangul character is a word of its own; everything else separates. Terms are words and pairs of
/// consecutive words, known by stable 64-bit hashes.
/// </summary>
/// <typeparam name="TSink">A struct, so that the compiler fuses it with the scan.</typeparam>
/// <param name="bigrams">Whether pairs of consecutive words are terms.</param>
/// <param name="digitShapes">Whether every digit counts as 0 and only the first six of a run count.</param>
/// <param name="sink">Receives the terms.</param>
internal struct TermScanner<TSink>(bool bigrams, bool digitShapes, TSink sink) where TSink : struct, ITermSink
{
    private const ulong Seed = 0xCBF29CE484222325, Prime = 0x100000001B3;
    private const int ShapeDigits = 6;

    private TSink _sink = sink;
    private PromptForm _form;
    private ulong _word = Seed, _previous;
    private int _digitRun;
    private bool _inWord;

    /// <summary>Sends every term of <paramref name="text"/> to the sink.</summary>
    /// <returns>The form of the text.</returns>
    public PromptForm Scan(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length;)
        {
            char c = text[i];
            if (c < 128)
            {
                TakeAscii(c);
                i++;
            }
            else
            {
                // A lone surrogate decodes to U+FFFD, a symbol.
                _ = Rune.DecodeFromUtf16(text[i..], out Rune rune, out int length);
                TakeRune(rune);
                i += length;
            }
        }

        EndWord();
        _form.Characters = text.Length;
        return _form;
    }

    private void TakeAscii(char c)
    {
        if (char.IsAsciiLetterLower(c))
        {
            Append(c);
        }
        else if (char.IsAsciiLetterUpper(c))
        {
            _form.UpperCase++;
            Append((uint)c | 0x20);
        }
        else if (char.IsAsciiDigit(c))
        {
            AppendDigit(c);
        }
        else
        {
            EndWord();
            _form.Lines += c == '\n' ? 1 : 0;
            _form.Questions += c == '?' ? 1 : 0;
            _form.Symbols += c > ' ' ? 1 : 0;
        }
    }

    private void TakeRune(Rune rune)
    {
        if (IsIdeographic(rune.Value))
        {
            EndWord();
            Append((uint)rune.Value);
            EndWord();
            return;
        }

        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter:
                _form.UpperCase++;
                Append((uint)Rune.ToLowerInvariant(rune).Value);
                break;
            case UnicodeCategory.LowercaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber
                or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark:
                Append((uint)rune.Value);
                break;
            case UnicodeCategory.DecimalDigitNumber or UnicodeCategory.OtherNumber:
                AppendDigit((uint)rune.Value);
                break;
            case UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format:
                EndWord();
                break;
            default:
                EndWord();
                _form.Questions += rune.Value is 0xFF1F or 0x061F ? 1 : 0;
                _form.Symbols++;
                break;
        }
    }

    private void AppendDigit(uint digit)
    {
        _form.Digits++;
        int run = _digitRun + 1;
        if (!digitShapes)
        {
            Append(digit);
        }
        else if (run <= ShapeDigits)
        {
            Append('0');
        }

        _digitRun = run;
    }

    // FNV-1a over code points.
    private void Append(uint unit)
    {
        _word = (_word ^ unit) * Prime;
        _inWord = true;
        _digitRun = 0;
    }

    private void EndWord()
    {
        if (!_inWord)
        {
            return;
        }

        ulong word = Mix(_word);
        _sink.Add(word);
        if (bigrams && _form.Words > 0)
        {
            _sink.Add(Mix(BitOperations.RotateLeft(_previous, 25) ^ word));
        }

        _form.Words++;
        (_previous, _word, _inWord, _digitRun) = (word, Seed, false, 0);
    }

    private static bool IsIdeographic(int c) => c is
        (>= 0x3040 and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF)
        or (>= 0xAC00 and <= 0xD7AF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);

    // The finaliser of MurmurHash3: every bit of the input moves every bit of the hash.
    private static ulong Mix(ulong h)
    {
        h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCD;
        h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53;
        return h ^ (h >> 33);
    }
}
