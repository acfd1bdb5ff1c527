using Microsoft.AspNetCore.HttpOverrides;

namespace Concert.Http;

/// <summary>
/// Gives each request the address and the scheme of its client, which the proxies in front of the gateway forward. A client can
/// write these headers too: only the entries of the trusted proxies are believed.
/// </summary>
internal static class ForwardedHosting
{
    // ASP.NET Core's own switch, ASPNETCORE_FORWARDEDHEADERS_ENABLED. If it is on, ASP.NET Core adds the middleware itself.
    private const string AspNetCoreSwitch = "ForwardedHeaders_Enabled";

    public static WebApplicationBuilder AddConcertForwarded(this WebApplicationBuilder builder)
    {
        // After ASP.NET Core's own configuration of the same options.
        builder.Services.AddOptions<ForwardedHeadersOptions>().PostConfigure<ForwardedOptions>(Configure);
        builder.Services.AddSingleton<ForwardedWarning>();
        return builder;
    }

    public static void UseForwarded(this WebApplication app)
    {
        // A second instance would believe as many entries again, and the client may have written those.
        if (IsOnInAspNetCore(app.Configuration)) return;
        if (app.Services.GetRequiredService<ForwardedOptions>().TrustedHops > 0) app.UseForwardedHeaders();
        else app.Use(app.Services.GetRequiredService<ForwardedWarning>().InvokeAsync);
    }

    /// <summary>Whether the gateway believes proxies: then its connections are theirs, and not those of clients.</summary>
    public static bool IsBehindProxy(IConfiguration configuration, ForwardedOptions options) =>
        options.TrustedHops > 0 || IsOnInAspNetCore(configuration);

    private static bool IsOnInAspNetCore(IConfiguration configuration) =>
        string.Equals(configuration[AspNetCoreSwitch], "true", StringComparison.OrdinalIgnoreCase);

    private static void Configure(ForwardedHeadersOptions headers, ForwardedOptions options)
    {
        headers.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        // At least one: with ASP.NET Core's own switch alone, one proxy is trusted.
        headers.ForwardLimit = Math.Max(1, options.TrustedHops);
        headers.KnownProxies.Clear();
        headers.KnownIPNetworks.Clear();
        foreach (var network in options.TrustedNetworks()) headers.KnownIPNetworks.Add(network);
    }
}
