namespace OrleansRouter.Gateway.Configuration;

/// <summary>Settings that know what is wrong with their values.</summary>
public interface ISettings
{
    /// <summary>Everything that is wrong, each with the setting's name, its value and what is allowed; none when all is well.</summary>
    IEnumerable<string> Errors();
}
