using Npgsql;

namespace OrleansRouter.Storage.Postgres;

/// <summary>Addresses in the form that PostgreSQL's own tools take.</summary>
internal static class PostgresAddress
{
    public const string Expected = "expected postgres://user:password@host:port/database?option=value";

    private static readonly string[] Schemes = ["postgres", "postgresql"];

    /// <summary>Whether a text is such an address, well-formed or not.</summary>
    public static bool Is(string text) => Schemes.Any(s => text.StartsWith(s + "://", StringComparison.OrdinalIgnoreCase));

    /// <summary>The driver's form of an address. What it leaves out comes from PGUSER, PGPASSWORD and the driver's defaults.</summary>
    /// <exception cref="ArgumentException">It cannot be understood; the message never repeats it, because it may hold a password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string address)
    {
        if (!Is(address) || !Uri.TryCreate(WithHost(address), UriKind.Absolute, out Uri? uri))
        {
            throw new ArgumentException($"The address of the database cannot be understood; {Expected}.");
        }

        var builder = new NpgsqlConnectionStringBuilder { Host = uri.Host, Port = uri.Port < 0 ? NpgsqlConnection.DefaultPort : uri.Port };
        string[] user = uri.UserInfo.Split(':', 2);
        Set(builder, "Username", Uri.UnescapeDataString(user[0]));
        Set(builder, "Password", user.Length > 1 ? Uri.UnescapeDataString(user[1]) : "");
        Set(builder, "Database", Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')));
        foreach (string option in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = option.Split('=', 2);
            Set(builder, Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
        }

        return builder;
    }

    /// <summary><c>postgres:///database?host=/run/postgresql</c> leaves the host to the options, which no other address may.</summary>
    private static string WithHost(string address) =>
        address.Replace(":///", "://localhost/", StringComparison.Ordinal).Replace("@/", "@localhost/", StringComparison.Ordinal);

    private static void Set(NpgsqlConnectionStringBuilder builder, string option, string value)
    {
        if (value.Length == 0)
        {
            return;
        }

        try
        {
            builder[option] = value;
        }
        catch (Exception e) when (e is ArgumentException or KeyNotFoundException or FormatException)
        {
            throw new ArgumentException($"The address of the database has an option '{option}' that cannot be used: {e.Message}", e);
        }
    }
}
