namespace Concert.Settings;

/// <summary>The second listener of a process, which only operators reach.</summary>
internal sealed class OperationsOptions
{
    public const string Section = "Operations";

    /// <summary>
    /// The addresses of the listener for operators, such as <c>http://10.0.0.5:9090</c>; several are separated by semicolons. It serves
    /// metrics, health with details, and of a gateway also <c>/admin</c>, <c>/docs</c> and <c>/v1/figures</c>, which the public listener
    /// then does not serve. Default none; then a gateway serves everything on its public listener, and a silo has no HTTP listener.
    /// </summary>
    public string? Urls { get; set; }

    /// <summary>One sentence for each fault; it names the setting as operators write it.</summary>
    public IEnumerable<string> Validate() =>
        Urls is null ? [] : ListenUrl.FaultsOf($"{Section}:{nameof(Urls)}", Urls);
}
