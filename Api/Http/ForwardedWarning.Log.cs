namespace Concert.Http;

internal sealed partial class ForwardedWarning
{
    [LoggerMessage(1, LogLevel.Warning, "A request has X-Forwarded-For, but Forwarded:TrustedHops is 0, so the header is ignored. If "
        + "proxies stand in front of this gateway, set it to their number: otherwise all clients share the limits of one address.")]
    private partial void LogIgnored();
}
