namespace Concert.Auth;

/// <summary>The key that admin calls must show.</summary>
internal sealed class AdminOptions
{
    public const string Section = "Admin";

    /// <summary>The key of <c>appsettings.Development.json</c>, for runs from the source tree; that file is never published.</summary>
    public const string DemoKey = "demo";

    private const int MaxKeyLength = 1024;

    /// <summary>The value that the <c>Admin-Key</c> header must have. Default none, and every admin call is refused.</summary>
    public string? ApiKey { get; set; }

    /// <summary>One sentence for each fault; it names the setting as operators write it, and never shows the key itself.</summary>
    public IEnumerable<string> Validate()
    {
        // A header carries only visible ASCII: no client could send any other key, so every admin would be locked out.
        if (ApiKey is null || (ApiKey.Length is > 0 and <= MaxKeyLength && ApiKey.All(c => c is > ' ' and <= '~'))) yield break;
        yield return $"Admin:ApiKey has {ApiKey.Length} characters; it must have 1 to {MaxKeyLength}, all of them visible ASCII.";
    }
}
