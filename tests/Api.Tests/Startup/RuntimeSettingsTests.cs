using System.Text.Json.Nodes;

namespace Concert.Startup;

public sealed class RuntimeSettingsTests
{
    [Theory]
    [InlineData("Concert.Api")]
    [InlineData("Concert.Silo")]
    public void Both_processes_use_server_gc_and_no_spinning_of_idle_workers(string process)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{process}.runtimeconfig.json");

        var settings = JsonNode.Parse(File.ReadAllText(path))!["runtimeOptions"]!["configProperties"]!;

        Assert.True(settings["System.GC.Server"]!.GetValue<bool>());
        Assert.Equal(0, settings["System.Threading.ThreadPool.UnfairSemaphoreSpinLimit"]!.GetValue<int>());
    }
}
