namespace Concert.Auth;

internal sealed partial class ProviderTokens
{
    [LoggerMessage(
        1,
        LogLevel.Warning,
        "A token that the identity provider signed was refused: {Reason}. docs/operations.md § Identity provider says which settings "
        + "its tokens need. {OmittedCount} such lines were left out before this one.")]
    private partial void LogRefused(string reason, long omittedCount);
}
