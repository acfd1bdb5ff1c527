using Microsoft.Extensions.Hosting;

namespace Concert.Hosting;

/// <summary>A process whose settings are read and whose ports are claimed. Its host is built after the warm-up.</summary>
/// <param name="Build">
/// Builds the host. Not before the warm-up: the metrics of the host begin to count when it is built, and they count by the names of
/// meters, which the private hosts share.
/// </param>
internal sealed record ConfiguredProcess(WarmUpRun WarmUp, Func<IHost> Build);
