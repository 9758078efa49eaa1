using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace OrleansRouter.Cli.Output;

/// <summary>Where a command writes: results to one writer, progress and errors to the other.</summary>
public sealed class Terminal
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        // Model and task names stay readable; the output is no HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly TextWriter _output;
    private readonly TextWriter _error;

    /// <summary>Writes results to <paramref name="output"/>, progress and errors to <paramref name="error"/>.</summary>
    public Terminal(TextWriter output, TextWriter error)
    {
        _output = output;
        _error = error;
        Results = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        Progress = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        if (!Results.Profile.Capabilities.Interactive)
        {
            // A pipe has no width: a table must not be wrapped at 80 columns there.
            Results.Profile.Width = 240;
        }
    }

    /// <summary>Tables and text meant for people.</summary>
    internal IAnsiConsole Results { get; }

    /// <summary>Progress bars.</summary>
    internal IAnsiConsole Progress { get; }

    /// <summary>Lets the parser's help and version texts go where results go.</summary>
    internal InvocationConfiguration Configuration => new()
    {
        Output = _output,
        Error = _error,
        EnableDefaultExceptionHandler = false,
        // Signals cancel the token in Program; the host decides how long requests may take to end.
        ProcessTerminationTimeout = null,
    };

    /// <summary>Writes one line of results.</summary>
    public void WriteLine(string text) => _output.WriteLine(text);

    /// <summary>Writes one JSON object on one line of results.</summary>
    public void WriteJson<T>(T value) => _output.WriteLine(JsonSerializer.Serialize(value, JsonOptions));

    /// <summary>Writes one line about what is going on or went wrong.</summary>
    public void WriteError(string text) => _error.WriteLine(text);
}
