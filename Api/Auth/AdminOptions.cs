namespace Concert.Auth;

/// <summary>Who may administer.</summary>
internal sealed class AdminOptions
{
    public const string Section = "Admin";

    /// <summary>What <c>appsettings.Development.json</c> sets for who runs the source tree; it is never published.</summary>
    public const string DemoKey = "demo";

    private const int MaxKeyLength = 1024;

    /// <summary>What the <c>Admin-Key</c> header must say. Default none: every admin call is refused.</summary>
    public string? ApiKey { get; set; }

    /// <summary>What is wrong, each line naming its key as operators write it. The key itself is never shown.</summary>
    public IEnumerable<string> Validate()
    {
        // A header carries visible ASCII only: any other key could never be sent, and would lock every admin out.
        if (ApiKey is null || (ApiKey.Length is > 0 and <= MaxKeyLength && ApiKey.All(c => c is > ' ' and <= '~'))) yield break;
        yield return $"Admin:ApiKey has {ApiKey.Length} characters; it must have 1 to {MaxKeyLength}, all of them visible ASCII.";
    }
}
