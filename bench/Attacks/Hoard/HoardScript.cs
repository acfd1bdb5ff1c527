namespace Concert.Bench.Attacks;

/// <summary>
/// A script with many accounts: it joins with all of them as fast as the limits allow, and each that is admitted takes as many seats as a
/// user may have. Every other account pays; the others change their seats as often as a slot allows, and keep the last ones.
/// </summary>
/// <param name="accounts">In the order in which they join.</param>
/// <param name="opensAt">The opening, as a timestamp of <see cref="Stopwatch"/>.</param>
/// <param name="end">The script stops.</param>
internal sealed class HoardScript(IReadOnlyList<SaleUser> accounts, long opensAt, CancellationToken end)
{
    // Reservations:MaxSeatsPerUser and Reservations:MaxHoldsPerSlot.
    private const int SeatsEach = 4;
    private const int HoldsEach = 3;
    private const int JoinsAtOnce = 16;

    // Faster than told. A thousand accounts of one address then use half of what the address may send.
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PollInLobby = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan HoldAgain = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private int _next = -1;
    private int _placeCount;

    /// <summary>How many accounts have a place in the queue, or had one.</summary>
    public int PlaceCount => Volatile.Read(ref _placeCount);

    public int SeatCount => accounts.Sum(account => account.SeatCount);

    public async Task RunAsync()
    {
        List<Task> buying = [];
        await Task.WhenAll(Enumerable.Range(0, JoinsAtOnce).Select(_ => JoinAllAsync(buying)));
        await Task.WhenAll(buying);
    }

    private async Task JoinAllAsync(List<Task> buying)
    {
        while (!end.IsCancellationRequested && Interlocked.Increment(ref _next) is var number && number < accounts.Count)
        {
            while (!(await accounts[number].JoinAsync()).IsSuccess)
            {
                if (end.IsCancellationRequested) return;
                await HoardTime.WaitAsync(Retry, end);
            }

            Interlocked.Increment(ref _placeCount);
            lock (buying) buying.Add(BuyAsync(accounts[number], number));
        }
    }

    private async Task BuyAsync(SaleUser account, int number)
    {
        // Not all in the same moment.
        var firstPollAt = opensAt + (long)(Poll.TotalSeconds * Stopwatch.Frequency * number / accounts.Count);
        await StayAsync(account, firstPollAt);
        while (!account.IsActive && !end.IsCancellationRequested)
        {
            await account.PollAsync();
            if (!account.IsActive) await HoardTime.WaitAsync(Poll, end);
        }

        for (var hold = 1; !end.IsCancellationRequested; hold++)
        {
            if (await TakeAsync(account) is not { } reservation) return;
            if (number % 2 == 0)
            {
                await account.PayAsync(reservation);
                return;
            }

            if (hold == HoldsEach) return;
            await HoardTime.WaitAsync(HoldAgain, end);
            if (!end.IsCancellationRequested) await account.ReleaseAsync(reservation.Text("reservationId"), SeatsEach);
        }
    }

    // So that no account counts as away at the opening.
    private async Task StayAsync(SaleUser account, long until)
    {
        while (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), until) > PollInLobby && !end.IsCancellationRequested)
        {
            await HoardTime.WaitAsync(PollInLobby, end);
            await account.PollAsync();
        }

        await HoardTime.UntilAsync(until, end);
    }

    private async Task<ServiceAnswer?> TakeAsync(SaleUser account)
    {
        while (!end.IsCancellationRequested)
        {
            var answer = await account.ReserveAsync(SeatsEach);
            if (answer.IsSuccess) return answer;
            if (answer.Status is not 409) return null;
            await HoardTime.WaitAsync(Retry, end);
        }

        return null;
    }
}
