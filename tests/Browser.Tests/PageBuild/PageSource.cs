using System.Diagnostics;

namespace Concert.PageBuild;

/// <summary>
/// A copy of the checked-in files of <c>web/</c> with their packages, built by the Node that Playwright ships: the same version on
/// every machine. npm is the machine's own.
/// </summary>
public sealed class PageSource : IAsyncLifetime
{
    // Packages come from the lock file and run no install scripts.
    private static readonly string[] Install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

    private static readonly string NodeFolder =
        Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, ".playwright", "node")).Single();

    private readonly string _folder = Directory.CreateTempSubdirectory("concert-page-").FullName;
    private readonly Lazy<Task> _installed;

    public PageSource() => _installed = new(() => RunAsync(Web, null, Install));

    /// <summary>The folder of the copy.</summary>
    public string Web => Path.Combine(_folder, "web");

    /// <summary>The output folder of the build.</summary>
    public string Built => Path.Combine(_folder, "Api", "wwwroot");

    public async ValueTask InitializeAsync()
    {
        foreach (var file in (await RunAsync(Repository.Root, null, "git", "ls-files", "-z", "--", "web")).Split('\0'))
        {
            var source = Path.Combine(Repository.Root, file);
            if (!File.Exists(source)) continue;
            var copy = Path.Combine(_folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(source, copy);
        }
    }

    /// <summary>Runs a script of its <c>package.json</c>.</summary>
    public async Task RunScriptAsync(string script)
    {
        await _installed.Value;
        await RunAsync(Web, NodeFolder, Path.Combine(NodeFolder, "node"), "--run", script);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return default;
    }

    private static async Task<string> RunAsync(string folder, string? programs, params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (programs is not null) start.Environment["PATH"] = programs + Path.PathSeparator + start.Environment["PATH"];
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"'{string.Join(' ', command)}' exited with {process.ExitCode}:\n{await output}{await errors}");
        return await output;
    }
}
