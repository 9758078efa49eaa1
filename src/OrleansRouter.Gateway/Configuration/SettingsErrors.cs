using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace OrleansRouter.Gateway.Configuration;

/// <summary>Checks the annotations of settings, and of the settings inside them.</summary>
internal static class SettingsErrors
{
    /// <summary>One text per value out of range, beginning with the setting's place.</summary>
    public static IEnumerable<string> Of(object settings, string where = "")
    {
        foreach (PropertyInfo property in settings.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            object? value = property.GetValue(settings);
            string path = where + JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            foreach (ValidationAttribute rule in property.GetCustomAttributes<ValidationAttribute>().Where(rule => !rule.IsValid(value)))
            {
                yield return $"{path} is {Text(value)}; {Expected(rule)}.";
            }

            if (value is not null and not IEnumerable && property.PropertyType.Assembly == typeof(SettingsErrors).Assembly && property.PropertyType.IsClass)
            {
                foreach (string error in Of(value, path + "."))
                {
                    yield return error;
                }
            }
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "missing",
        "" => "empty",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Expected(ValidationAttribute rule) => rule switch
    {
        RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"expected {range.Minimum} to {range.Maximum}"),
        RequiredAttribute => "it is required",
        _ => rule.FormatErrorMessage("it"),
    };
}
