namespace Concert.Auth;

internal sealed partial class ProviderMetadata
{
    [LoggerMessage(1, LogLevel.Information, "The identity provider {Authority} answers: issuer {Issuer}, {KeyCount} signing keys.")]
    private partial void LogFetched(string authority, string issuer, int keyCount);

    [LoggerMessage(
        2,
        LogLevel.Warning,
        "The identity provider {Authority} cannot be used: {Reason} It is asked again every {Interval}; until then its last keys are "
        + "used, for up to a day, and without any, calls of users are answered 503.")]
    private partial void LogFailed(string authority, string reason, TimeSpan interval);
}
