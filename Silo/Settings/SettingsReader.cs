using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Concert.Settings;

/// <summary>
/// Reads each section of settings once, before the host is built, and registers it as a singleton. It collects what is wrong in
/// all sections, so that the operator sees all of it in one line.
/// </summary>
internal sealed class SettingsReader(IHostApplicationBuilder builder)
{
    private readonly List<string> _faults = [];
    private readonly Dictionary<string, Type> _types = [];

    /// <summary>Binds the section to a new object, which is usable only if <see cref="Check"/> passes.</summary>
    /// <param name="section">The name of the section.</param>
    /// <param name="validate">Returns a sentence for each value that is out of bounds.</param>
    public TOptions Read<TOptions>(string section, Func<TOptions, IEnumerable<string>> validate)
        where TOptions : class, new()
    {
        var options = new TOptions();
        _types.Add(section, typeof(TOptions));
        List<string> faults = [.. SectionCheck.FaultsOf(builder.Configuration.GetSection(section), typeof(TOptions))];
        if (faults.Count == 0)
        {
            builder.Configuration.GetSection(section).Bind(options);
            faults.AddRange(validate(options));
        }

        _faults.AddRange(faults);
        builder.Services.AddSingleton(options);
        return options;
    }

    /// <summary>Adds a fault that concerns more than one section.</summary>
    public void AddFault(string fault) => _faults.Add(fault);

    /// <exception cref="CannotStartException">A setting is wrong, or does not exist; the message names every such setting.</exception>
    public void Check()
    {
        _faults.AddRange(SectionNames.FaultsOf((IConfigurationRoot)builder.Configuration, _types));
        if (_faults.Count > 0) throw new CannotStartException(string.Join(' ', _faults));
    }
}
