using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Concert.PageBuild;

/// <summary>The built page is checked in, so that the gateway's build needs no Node. It must match its source.</summary>
public sealed partial class PageBuildTests(PageSource source) : IClassFixture<PageSource>
{
    private const int MaxScriptBytes = 60 * 1024;

    private static readonly string Served = Path.Combine(Repository.Root, "Api", "wwwroot");
    private static readonly string Source = Path.Combine(Repository.Root, "web");

    public static TheoryData<string> Pages => ["index.html", "admin.html", "door.html"];

    [Fact]
    public async Task The_checked_in_page_matches_the_build_of_its_source()
    {
        await source.RunScriptAsync("build");

        var (built, served) = (FilesOf(source.Built), FilesOf(Served));
        var differing = built.Keys.Union(served.Keys).Order()
            .Where(name => !built.TryGetValue(name, out var bytes)
                || !served.TryGetValue(name, out var others)
                || !bytes.SequenceEqual(others))
            .ToArray();
        Assert.True(
            differing.Length == 0,
            $"Api/wwwroot differs from the build of web/: {string.Join(", ", differing)}.\n"
            + "Run: npm ci --prefix web && npm run build --prefix web");
    }

    [Fact]
    public Task Its_source_has_no_type_errors() => source.RunScriptAsync("check");

    [Fact]
    public Task Its_own_tests_pass() => source.RunScriptAsync("test");

    [Fact]
    public async Task The_pages_types_match_the_services_OpenAPI_document()
    {
        await using var host = await ApiHost.StartAsync();
        var document = (await host.Anyone.GetAsync("/openapi/v1.json")).Granted().Json;
        // The script `types` uses the checked-in document, so that document is compared with the service's, too.
        await File.WriteAllTextAsync(Artifact("openapi.json"), document.ToJsonString(new() { WriteIndented = true }) + "\n");
        var checkedIn = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Source, "openapi.json")));

        await source.RunScriptAsync("types");

        const string Types = "src/api/schema.d.ts";
        var areSame = JsonNode.DeepEquals(document, checkedIn)
            && await File.ReadAllTextAsync(Path.Combine(source.Web, Types)) == await File.ReadAllTextAsync(Path.Combine(Source, Types));
        Assert.True(
            areSame,
            "web/openapi.json and web/src/api/schema.d.ts differ from the service's OpenAPI document, which is in artifacts/openapi.json.\n"
            + "Run: cp artifacts/openapi.json web/ && npm ci --prefix web && npm run types --prefix web");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task The_script_of_a_page_is_under_60_KB_compressed(string page)
    {
        var sizes = Scripts().Matches(await File.ReadAllTextAsync(Path.Combine(Served, page)))
            .Select(script => script.Groups["path"].Value)
            .Concat(LoadedLater(page))
            .Distinct()
            .ToDictionary(path => path, path => Compressed(File.ReadAllBytes(Path.Combine(Served, path.TrimStart('/')))));

        Assert.NotEmpty(sizes);
        Assert.True(
            sizes.Values.Sum() < MaxScriptBytes,
            $"{page} loads {sizes.Values.Sum()} bytes of compressed script; the limit is {MaxScriptBytes}: {string.Join(", ", sizes)}");
    }

    // Doors are phones of the staff, in a hall with a weak network. The reader of codes is loaded with the camera.
    [Fact]
    public async Task The_script_of_the_doors_page_is_under_40_KB_compressed_and_its_reader_of_codes_under_20()
    {
        var scripts = Scripts().Matches(await File.ReadAllTextAsync(Path.Combine(Served, "door.html"))).Select(script => script.Groups["path"].Value).Distinct();
        var reader = Assert.Single(Directory.GetFiles(Path.Combine(Served, "assets"), "decoder-*.js"));

        Assert.InRange(scripts.Sum(path => Compressed(File.ReadAllBytes(Path.Combine(Served, path.TrimStart('/'))))), 1, 40 * 1024);
        Assert.InRange(Compressed(await File.ReadAllBytesAsync(reader)), 1, 20 * 1024);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Its_pages_have_no_inline_code_and_no_foreign_URLs(string page)
    {
        var html = await File.ReadAllTextAsync(Path.Combine(Served, page));

        Assert.Empty(Inline().Matches(html).Select(match => match.Value));
        Assert.Empty(Foreign().Matches(html).Select(match => match.Value));
    }

    /// <summary>What a whole journey loads beside the page's own scripts: the texts of one language, and for a fan the ticket.</summary>
    private static IEnumerable<string> LoadedLater(string page)
    {
        string[] texts = [Asset("en-*.js"), Asset("ko-*.js")];
        yield return texts.MaxBy(path => Compressed(File.ReadAllBytes(Path.Combine(Served, path.TrimStart('/')))))!;
        if (page == "index.html") yield return Asset("Tickets-*.js");
    }

    private static string Asset(string name) => $"/assets/{Path.GetFileName(Directory.GetFiles(Path.Combine(Served, "assets"), name).Single())}";

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

    /// <summary>The scripts and their imports: Vite lists all of them in the page.</summary>
    [GeneratedRegex("""(?:src|href)="(?<path>/[^"]+\.js)["]""")]
    private static partial Regex Scripts();

    [GeneratedRegex("""<script(?![^>]*\ssrc=)[^>]*>|<style\b|\sstyle=|\son[a-z]+=|javascript:""", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();

    [GeneratedRegex("""(?:https?:)?//[^"'\s>]*""", RegexOptions.IgnoreCase)]
    private static partial Regex Foreign();
}
