using Concert.Hosting;

namespace Concert.Startup;

/// <summary>The process around the gateway: 0 after a drain; otherwise one line on stderr that names the setting.</summary>
internal static class ConcertProcess
{
    private const int Failed = 1;

    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var app = ApiHosting.Build(args);
            await app.CheckAsync();
            await app.RunAsync();
            return 0;
        }
        catch (Exception fault) when (SettingFaults.LineOf(fault) is { } line)
        {
            await Console.Error.WriteLineAsync(line);
            return Failed;
        }
        catch (Exception fault)
        {
            await Console.Error.WriteLineAsync(fault.ToString());
            return Failed;
        }
    }
}
