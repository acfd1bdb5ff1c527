using System.Globalization;
using System.Runtime;

namespace Concert.Hosting;

/// <summary>
/// Rounds of purchases until the JIT compiler has little left to compile. The runtime compiles a method three times: at its first call,
/// after 30 calls to observe it, and after 30 more optimized. It counts calls, and compiles in the background, only when it has
/// compiled nothing for a first call in the last 100 ms. So the rounds are short, and each is followed by a pause until the compiler has
/// caught up.
/// </summary>
internal static class WarmUpRounds
{
    /// <summary>How many users buy in a round: each calls what a purchase calls, and 30 calls are counted.</summary>
    public const int Users = 40;

    /// <summary>Of each row of a round's concert, which has a row for each user.</summary>
    public const int SeatsPerRow = 4;

    public const long Price = 1_000;

    private const int AtOnce = 16;
    private const int MaxRounds = 8;
    private const int FewMethods = 200;
    private const int QuietRounds = 2;
    private const int MaxChecks = 8;

    // Longer than the 100 ms that the runtime waits for itself.
    private static readonly TimeSpan CheckEvery = TimeSpan.FromMilliseconds(150);

    /// <param name="user">Counted from 0.</param>
    /// <param name="number">Of the seat in the user's row, counted from 1.</param>
    public static string SeatAt(int user, int number) => string.Create(CultureInfo.InvariantCulture, $"1-{user + 1}-{number}");

    /// <param name="openAsync">Opens a concert with a row of seats for each user of a round, and returns the purchase of one user.</param>
    /// <param name="cancellationToken">Ends the rounds with an <see cref="OperationCanceledException"/>.</param>
    public static async Task RunAsync(Func<int, CancellationToken, Task<Func<int, Task>>> openAsync, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        var quiet = 0;
        for (var round = 0; round < MaxRounds; round++)
        {
            var before = JitInfo.GetCompiledMethodCount();
            var buyAsync = await openAsync(round, cancellationToken);
            await Parallel.ForAsync(0, Users, options, async (user, _) => await buyAsync(user));
            await CatchUpAsync(cancellationToken);
            // One such round may only mean that the compiler had not begun yet.
            quiet = JitInfo.GetCompiledMethodCount() - before < FewMethods ? quiet + 1 : 0;
            if (quiet == QuietRounds) return;
        }
    }

    private static async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        for (var check = 0; check < MaxChecks; check++)
        {
            var before = JitInfo.GetCompiledMethodCount();
            await Task.Delay(CheckEvery, TimeProvider.System, cancellationToken);
            if (JitInfo.GetCompiledMethodCount() == before) return;
        }
    }
}
