using Npgsql;
using OrleansRouter.Storage.Postgres;

namespace OrleansRouter.Storage.Tests.Postgres;

public sealed class PostgresAddressTests
{
    [Fact]
    public void Parse_EveryPart_IsTaken()
    {
        NpgsqlConnectionStringBuilder builder = PostgresAddress.Parse("postgres://me:s%40crt%2F@db.example:6543/router?sslmode=require&Maximum%20Pool%20Size=7");

        (builder.Username, builder.Password, builder.Host, builder.Port, builder.Database).ShouldBe(("me", "s@crt/", "db.example", 6543, "router"));
        (builder.SslMode, builder.MaxPoolSize).ShouldBe((SslMode.Require, 7));
    }

    [Fact]
    public void Parse_HostAlone_HasThePortOfPostgres()
    {
        NpgsqlConnectionStringBuilder builder = PostgresAddress.Parse("postgresql://db.example");

        (builder.Host, builder.Port, builder.Username, builder.Database).ShouldBe(("db.example", 5432, null, null));
    }

    [Theory]
    [InlineData("postgres:///router?host=/run/postgresql", null)]
    [InlineData("postgres://me@/router?host=/run/postgresql", "me")]
    public void Parse_SocketFolder_IsTheHost(string address, string? user)
    {
        NpgsqlConnectionStringBuilder builder = PostgresAddress.Parse(address);

        (builder.Host, builder.Username, builder.Database).ShouldBe(("/run/postgresql", user, "router"));
    }

    [Fact]
    public void Parse_UnknownOption_IsNamed() =>
        Should.Throw<ArgumentException>(() => PostgresAddress.Parse("postgres://h/d?colour=red")).Message
            .ShouldStartWith("The address of the database has an option 'colour' that cannot be used:");

    [Theory]
    [InlineData("router.db")]
    [InlineData("postgres://me:secret@:::/x")]
    public void Parse_Malformed_SaysWhatIsExpected_AndNeverRepeatsThePassword(string address) =>
        Should.Throw<ArgumentException>(() => PostgresAddress.Parse(address)).Message
            .ShouldBe("The address of the database cannot be understood; expected postgres://user:password@host:port/database?option=value.");
}
