using Concert.Hosting;

namespace Concert.Bench.Http;

/// <summary>A silo as it ships.</summary>
internal static class SiloVerb
{
    public static Task<int> RunAsync(string[] args)
    {
        Lifeline.Follow();
        return ConcertHost.RunAsync(() => SiloProcess.Build(args));
    }
}
