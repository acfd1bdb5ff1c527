namespace Concert.TestSupport;

/// <summary>The root folder of the working tree that contains this test's build output.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "Concert.Orleans.sln"))) directory = directory.Parent;
        return directory.FullName;
    }
}
