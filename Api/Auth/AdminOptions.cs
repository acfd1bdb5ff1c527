namespace Concert.Auth;

/// <summary>The keys that admin calls must show.</summary>
internal sealed class AdminOptions
{
    public const string Section = "Admin";

    /// <summary>The key of <c>appsettings.Development.json</c>, for runs from the source tree; that file is never published.</summary>
    public const string DemoKey = "demo";

    /// <summary>The name of <see cref="ApiKey"/> in the log.</summary>
    public const string ApiKeyName = "api-key";

    private const int MinKeyLength = 16;
    private const int MaxKeyLength = 1024;
    private const int MaxNameLength = 64;
    private const int MaxKeyCount = 100;

    /// <summary>
    /// One value that the <c>Admin-Key</c> header may have: at least 16 characters, except in Development. Default none; without it
    /// and without <see cref="Keys"/> every admin call is refused.
    /// </summary>
    public string? ApiKey { get; set; }

    /// <summary>Further keys, one for each operator or program, whose names the log shows. At most 100. Default none.</summary>
    public AdminKeyOptions[] Keys { get; set; } = [];

    /// <summary>Every key with its name.</summary>
    public IEnumerable<NamedAdminKey> NamedKeys =>
    [
        .. ApiKey is null ? Array.Empty<NamedAdminKey>() : [new(ApiKeyName, ApiKey, AdminKeyOptions.Admin)],
        .. Keys.Select(key => new NamedAdminKey(key.Name!, key.Key!, key.Role)),
    ];

    /// <summary>One sentence for each fault; it names the setting as operators write it, and never shows a key itself.</summary>
    /// <param name="isDevelopment">Whether short keys are allowed.</param>
    public IEnumerable<string> Validate(bool isDevelopment)
    {
        if (ApiKey is not null && FaultOfKey("Admin:ApiKey", ApiKey, isDevelopment) is { } wrong) yield return wrong;
        if (Keys.Length > MaxKeyCount) yield return $"Admin:Keys has {Keys.Length} keys; it must have at most {MaxKeyCount}.";
        foreach (var (index, key) in Keys.Index())
        {
            foreach (var fault in FaultsOf($"Admin:Keys:{index}", key, isDevelopment)) yield return fault;
        }

        foreach (var fault in Repeated(key => key.Name, "Name", [ApiKeyName], StringComparer.OrdinalIgnoreCase)) yield return fault;
        foreach (var fault in Repeated(key => key.Key, "Key", [ApiKey], StringComparer.Ordinal)) yield return fault;
    }

    private static IEnumerable<string> FaultsOf(string setting, AdminKeyOptions key, bool isDevelopment)
    {
        // The name is written to the log, so it must not be able to forge a line.
        if (key.Name is not { Length: > 0 and <= MaxNameLength } name || !IsVisibleAscii(name))
            yield return $"{setting}:Name must have 1 to {MaxNameLength} characters, all of them visible ASCII.";
        if (FaultOfKey($"{setting}:Key", key.Key ?? "", isDevelopment) is { } wrong) yield return wrong;
        if (key.Role is not (AdminKeyOptions.Admin or AdminKeyOptions.Door))
            yield return $"{setting}:Role is '{key.Role}'; it must be '{AdminKeyOptions.Admin}' or '{AdminKeyOptions.Door}'.";
    }

    private static string? FaultOfKey(string setting, string key, bool isDevelopment)
    {
        var minLength = isDevelopment ? 1 : MinKeyLength;
        // A header carries only visible ASCII: no client could send any other key, so its operator would be locked out.
        return key.Length >= minLength && key.Length <= MaxKeyLength && IsVisibleAscii(key)
            ? null
            : $"{setting} has {key.Length} characters; it must have {minLength} to {MaxKeyLength}, all of them visible ASCII.";
    }

    private IEnumerable<string> Repeated(
        Func<AdminKeyOptions, string?> valueOf, string property, IEnumerable<string?> others, IEqualityComparer<string> comparer)
    {
        var known = new HashSet<string>(others.OfType<string>(), comparer);
        foreach (var (index, key) in Keys.Index())
        {
            if (valueOf(key) is { Length: > 0 } value && !known.Add(value))
                yield return $"Admin:Keys:{index}:{property} is taken; each key must have a {property} of its own.";
        }
    }

    private static bool IsVisibleAscii(string text) => text.All(c => c is > ' ' and <= '~');
}

/// <summary>A key as calls are checked against it.</summary>
internal sealed record NamedAdminKey(string Name, string Key, string Role);

/// <summary>A key of one operator or program.</summary>
internal sealed class AdminKeyOptions
{
    public const string Admin = "admin";
    public const string Door = "door";

    /// <summary>The name that the log shows: 1 to 64 visible ASCII characters. Required.</summary>
    public string? Name { get; set; }

    /// <summary>The value that the <c>Admin-Key</c> header may have, as <see cref="AdminOptions.ApiKey"/>. Required.</summary>
    public string? Key { get; set; }

    /// <summary>What the key may do: <c>admin</c>, everything; <c>door</c>, only check tickets in. Default <c>admin</c>.</summary>
    public string Role { get; set; } = Admin;
}
