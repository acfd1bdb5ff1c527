using System.Text.Json.Nodes;

namespace Concert.Architecture;

/// <summary>
/// The images are restored by lock files of their own (Directory.Build.props), and only where an image is built. They must name the
/// versions that everything else is built and tested with.
/// </summary>
public sealed class ReadyToRunLockTests
{
    [Theory]
    [InlineData("Api")]
    [InlineData("Silo")]
    [InlineData("Grains")]
    [InlineData("Grains.Interfaces")]
    public void The_images_have_the_versions_that_are_tested(string project)
    {
        var tested = Read(project, "packages.lock.json")["net10.0"]!;
        var images = Read(project, "packages.ready-to-run.lock.json");

        Assert.True(
            JsonNode.DeepEquals(tested, images["net10.0"]),
            $"{project}/packages.ready-to-run.lock.json differs from packages.lock.json. Write it again: dotnet restore {project} "
            + "-p:ConcertReadyToRun=true --force-evaluate, then dotnet restore.");
        foreach (var runtime in new[] { "linux-x64", "linux-arm64" })
        {
            foreach (var (name, package) in images[$"net10.0/{runtime}"]!.AsObject())
            {
                if (tested[name] is { } known) Assert.Equal($"{name} {known["resolved"]}", $"{name} {package!["resolved"]}");
            }
        }
    }

    private static JsonNode Read(string project, string file) =>
        JsonNode.Parse(SourceTree.Read($"{project}/{file}"))!["dependencies"]!;
}
