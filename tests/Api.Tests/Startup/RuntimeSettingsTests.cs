using System.Text.Json.Nodes;

namespace Concert.Startup;

public sealed class RuntimeSettingsTests
{
    [Theory]
    [InlineData("Concert.Api")]
    [InlineData("Concert.Silo")]
    public void What_serves_collects_by_core_and_lets_idle_workers_sleep(string process)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{process}.runtimeconfig.json");

        var settings = JsonNode.Parse(File.ReadAllText(path))!["runtimeOptions"]!["configProperties"]!;

        Assert.True(settings["System.GC.Server"]!.GetValue<bool>());
        Assert.Equal(0, settings["System.Threading.ThreadPool.UnfairSemaphoreSpinLimit"]!.GetValue<int>());
    }
}
