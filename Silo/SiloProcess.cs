using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Concert.Hosting;

/// <summary>A silo as a process of its own.</summary>
internal static class SiloProcess
{
    public static IHost Build(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.AddQuietLogging();
        builder.AddConcertSilo();
        builder.Services.AddHostedService<SiloStartupBanner>();
        return builder.Build();
    }
}
