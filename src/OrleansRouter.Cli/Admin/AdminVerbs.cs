using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansRouter.Cli.Commands;
using OrleansRouter.Cli.Output;

namespace OrleansRouter.Cli.Admin;

/// <summary>What every administrative verb shares: where the gateway is, which key opens it, and JSON as its answer.</summary>
internal sealed class AdminVerbs(Terminal terminal)
{
    /// <summary>Holds the key when <c>--key</c> is not given, so that it need not stand in the shell's history.</summary>
    public const string KeyVariable = "ORLEANS_ROUTER_KEY";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A group such as <c>tenant</c>.</summary>
    public static Command Group(string name, string description, params Command[] verbs)
    {
        var group = new Command(name, description);
        foreach (Command verb in verbs)
        {
            group.Subcommands.Add(verb);
        }

        return group;
    }

    /// <summary>One verb; its answer is printed as JSON.</summary>
    public Command Verb(string name, string description, Symbol[] symbols, Func<ParseResult, AdminClient, CancellationToken, Task<JsonNode?>> action)
    {
        Option<string> url = UrlOption();
        Option<string?> key = KeyOption();
        var command = new Command(name, description) { url, key };
        foreach (Symbol symbol in symbols)
        {
            Add(command, symbol);
        }

        command.Run(terminal, async (parsed, cancellationToken) =>
        {
            using AdminClient client = Connect(parsed.GetValue(url), parsed.GetValue(key));
            JsonNode? answer = await action(parsed, client, cancellationToken).ConfigureAwait(false);
            terminal.WriteLine(answer is null ? "done" : Print(answer));
        });
        return command;
    }

    /// <summary>Where the gateway is.</summary>
    public static Option<string> UrlOption() =>
        new("--url") { Description = "Address of the gateway.", DefaultValueFactory = _ => "http://127.0.0.1:8080" };

    /// <summary>Which key opens it.</summary>
    public static Option<string?> KeyOption() =>
        new("--key") { Description = $"A key with the right scope. Default: the environment variable {KeyVariable}." };

    /// <summary>A client of the gateway that the options name.</summary>
    /// <param name="url">The address.</param>
    /// <param name="key">The key, or null for that of the environment.</param>
    /// <param name="option">The option that gives the address.</param>
    /// <param name="timeout">How long one request may take; null: as long as is usual.</param>
    /// <exception cref="UsageException">There is no key, or the address is none.</exception>
    public static AdminClient Connect(string? url, string? key, string option = "--url", TimeSpan? timeout = null)
    {
        string secret = key ?? Environment.GetEnvironmentVariable(KeyVariable) ?? throw new UsageException($"No key: give --key or set {KeyVariable}.");
        return Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.Scheme is ("http" or "https")
            ? new AdminClient(address, secret, timeout)
            : throw new UsageException($"{option} is '{url}'; expected an address such as http://127.0.0.1:8080.");
    }

    /// <summary>JSON for people.</summary>
    public static string Print(JsonNode json) => json.ToJsonString(Indented);

    /// <summary>A JSON object of the values that are not null.</summary>
    public static JsonObject Body(params (string Name, JsonNode? Value)[] fields) =>
        new(fields.Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Name, field.Value)));

    /// <summary>A query string of the values that are not null.</summary>
    public static string Query(params (string Name, object? Value)[] fields)
    {
        string query = string.Join('&', fields.Where(field => field.Value is not null)
            .Select(field => $"{field.Name}={Uri.EscapeDataString(Text(field.Value!))}"));
        return query.Length > 0 ? "?" + query : "";
    }

    /// <summary>An id as one path segment.</summary>
    public static string Segment(string id) => Uri.EscapeDataString(id);

    private static string Text(object value) => value is DateTimeOffset instant
        ? instant.ToString("O", CultureInfo.InvariantCulture)
        : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static void Add(Command command, Symbol symbol)
    {
        if (symbol is Argument argument)
        {
            command.Arguments.Add(argument);
        }
        else
        {
            command.Options.Add((Option)symbol);
        }
    }
}
