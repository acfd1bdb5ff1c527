using Concert.Settings;

namespace Concert.Startup;

/// <summary>The gateway's listeners: the public one, and with <c>Operations:Urls</c> one for operators.</summary>
internal static class ListenHosting
{
    /// <summary>
    /// Checks the addresses before anything starts: Kestrel reports a wrong one late, when a silo is already running, and with a long
    /// stack trace.
    /// </summary>
    /// <exception cref="CannotStartException">One of the addresses can't be used; the message says which and why.</exception>
    public static WebApplicationBuilder AddConcertListeners(this WebApplicationBuilder builder, OperationsOptions operations)
    {
        const string Setting = $"{OperationsOptions.Section}:{nameof(OperationsOptions.Urls)}";
        if (ListenUrls.Of(builder.Configuration) is not { } addresses)
        {
            if (operations.Urls is null) return builder;
            throw new CannotStartException($"{Setting} can't be used together with Kestrel:Endpoints; use ASPNETCORE_URLS.");
        }

        var listeners = ListenUrl.Parse(addresses.Urls).Select(url => (addresses.Setting, url));
        if (operations.Urls is not { } urls)
        {
            ListenUrl.CheckFree(listeners);
            builder.WebHost.UseUrls(addresses.Urls);
            return builder;
        }

        ListenUrl.CheckFree(listeners.Concat(ListenUrl.Parse(urls).Select(url => (Setting, url))));
        builder.WebHost.UseUrls($"{addresses.Urls};{urls}");
        return builder;
    }
}
