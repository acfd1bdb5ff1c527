using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Concert.PageBuild;

/// <summary>The page is checked in as it is served, so that the gateway needs no Node: it must be what its source says.</summary>
public sealed partial class PageBuildTests(PageSource source) : IClassFixture<PageSource>
{
    private const int MaxScriptBytes = 60 * 1024;

    private static readonly string Served = Path.Combine(Repository.Root, "Api", "wwwroot");
    private static readonly string Source = Path.Combine(Repository.Root, "web");

    public static TheoryData<string> Pages => ["index.html", "admin.html"];

    [Fact]
    public async Task The_checked_in_page_is_what_its_source_builds()
    {
        await source.RunScriptAsync("build");

        var (built, served) = (FilesOf(source.Built), FilesOf(Served));
        var differing = built.Keys.Union(served.Keys).Order()
            .Where(name => !built.TryGetValue(name, out var bytes) || !served.TryGetValue(name, out var others) || !bytes.SequenceEqual(others))
            .ToArray();
        Assert.True(
            differing.Length == 0,
            $"Api/wwwroot is not what web/ builds: {string.Join(", ", differing)}.\nRun: npm ci --prefix web && npm run build --prefix web");
    }

    [Fact]
    public Task Its_source_is_well_typed() => source.RunScriptAsync("check");

    [Fact]
    public Task Its_own_tests_pass() => source.RunScriptAsync("test");

    [Fact]
    public async Task The_pages_types_are_those_of_the_service()
    {
        await using var host = await ApiHost.StartAsync();
        var document = (await host.Anyone.GetAsync("/openapi/v1.json")).Granted().Json;
        // What `types` reads and writes is what is checked in, unless the service says something else by now.
        await File.WriteAllTextAsync(Artifact("openapi.json"), document.ToJsonString(new() { WriteIndented = true }) + "\n");
        var checkedIn = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Source, "openapi.json")));

        await source.RunScriptAsync("types");

        const string Types = "src/api/schema.d.ts";
        var areSame = JsonNode.DeepEquals(document, checkedIn)
            && await File.ReadAllTextAsync(Path.Combine(source.Web, Types)) == await File.ReadAllTextAsync(Path.Combine(Source, Types));
        Assert.True(
            areSame,
            "web/openapi.json and web/src/api/schema.d.ts are not those of the service, whose document is in artifacts/openapi.json.\n"
            + "Run: cp artifacts/openapi.json web/ && npm ci --prefix web && npm run types --prefix web");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task The_script_of_a_page_is_under_60_KB_compressed(string page)
    {
        var sizes = Scripts().Matches(await File.ReadAllTextAsync(Path.Combine(Served, page)))
            .Select(script => script.Groups["path"].Value)
            .Distinct()
            .ToDictionary(path => path, path => Compressed(File.ReadAllBytes(Path.Combine(Served, path.TrimStart('/')))));

        Assert.NotEmpty(sizes);
        Assert.True(
            sizes.Values.Sum() < MaxScriptBytes,
            $"{page} loads {sizes.Values.Sum()} bytes of script, and {MaxScriptBytes} are its limit: {string.Join(", ", sizes)}");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Its_pages_have_nothing_inline_and_nothing_of_others(string page)
    {
        var html = await File.ReadAllTextAsync(Path.Combine(Served, page));

        Assert.Empty(Inline().Matches(html).Select(match => match.Value));
        Assert.Empty(Foreign().Matches(html).Select(match => match.Value));
    }

    private static Dictionary<string, byte[]> FilesOf(string folder) => !Directory.Exists(folder) ? [] : Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(folder, file), File.ReadAllBytes);

    private static string Artifact(string name) =>
        Path.Combine(Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts")).FullName, name);

    private static long Compressed(byte[] script)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) gzip.Write(script);
        return packed.Length;
    }

    /// <summary>A script, or one that a script imports: Vite names all of them in the page.</summary>
    [GeneratedRegex("""(?:src|href)="(?<path>/[^"]+\.js)["]""")]
    private static partial Regex Scripts();

    [GeneratedRegex("""<script(?![^>]*\ssrc=)[^>]*>|<style\b|\sstyle=|\son[a-z]+=|javascript:""", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();

    [GeneratedRegex("""(?:https?:)?//[^"'\s>]*""", RegexOptions.IgnoreCase)]
    private static partial Regex Foreign();
}
