using Concert.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Concert.Hosting;

/// <summary>Runs a process of the service, and says in one line on stderr why it could not start.</summary>
public static class ConcertHost
{
    private const int Ended = 0;
    private const int CannotStart = 1;

    /// <summary>Returns the process's exit code: 0 after a drain, 1 when it could not start.</summary>
    /// <param name="build">Makes the host; may throw <see cref="CannotStartException"/>.</param>
    public static async Task<int> RunAsync<THost>(Func<THost> build)
        where THost : IHost
    {
        try
        {
            using var host = build();
            await host.CheckAsync();
            await host.RunAsync();
            return Ended;
        }
        catch (CannotStartException fault)
        {
            await Console.Error.WriteLineAsync(OneLine(fault.Message));
            return CannotStart;
        }
    }

    /// <summary>Everything that an operator can get wrong, before the host starts and logs it at length.</summary>
    /// <exception cref="CannotStartException">The message says what.</exception>
    public static async Task CheckAsync(this IHost host)
    {
        try
        {
            host.Services.GetService<IStartupValidator>()?.Validate();
        }
        catch (Exception fault) when (fault is OptionsValidationException or InvalidOperationException)
        {
            throw new CannotStartException(fault.Message, fault);
        }

        if (host.Services.GetService<StorageEngine>() is { } storage) await storage.PrepareAsync();
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");
}
