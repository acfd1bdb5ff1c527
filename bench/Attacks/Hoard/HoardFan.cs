namespace Concert.Bench.Attacks;

/// <summary>A person: joins, polls as told, chooses for a while, takes two seats, pays.</summary>
/// <param name="user">The fan's calls.</param>
/// <param name="plan">When the fan joins, and how long the fan thinks.</param>
/// <param name="opensAt">The opening, as a timestamp of <see cref="Stopwatch"/>.</param>
/// <param name="end">The fan gives up.</param>
internal sealed class HoardFan(SaleUser user, HoardFanPlan plan, long opensAt, CancellationToken end)
{
    private const int Seats = 2;

    // As the page does after an error.
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(3);

    /// <summary>When the fan had seats, as a timestamp of <see cref="Stopwatch"/>; null: not yet.</summary>
    public long? SeatsAt { get; private set; }

    public bool HasPaid { get; private set; }

    public int SeatCount => user.SeatCount;

    /// <summary>From the opening, or from when the fan joined if that was later, to the first answer with a slot.</summary>
    public TimeSpan? Wait => user.AdmittedAt is { } at ? Stopwatch.GetElapsedTime(JoinsAt > opensAt ? JoinsAt : opensAt, at) : null;

    private long JoinsAt => opensAt + (long)(plan.JoinsAfterOpening.TotalSeconds * Stopwatch.Frequency);

    public async Task RunAsync()
    {
        await HoardTime.UntilAsync(JoinsAt, end);
        while (!HasPaid && !end.IsCancellationRequested)
        {
            if (!await EnterAsync()) continue;
            await HoardTime.WaitAsync(plan.Chooses, end);
            if (await TakeAsync() is not { } reservation) continue;
            SeatsAt ??= Stopwatch.GetTimestamp();
            await HoardTime.WaitAsync(plan.Pays, end);
            HasPaid = await user.PayAsync(reservation);
            if (!HasPaid) return;
        }
    }

    // False: the place ended, or was refused. The fan joins again.
    private async Task<bool> EnterAsync()
    {
        var answer = await user.JoinAsync();
        while (answer.IsSuccess && !user.IsActive && answer.Text("status") != "expired" && !end.IsCancellationRequested)
        {
            await HoardTime.WaitAsync(TimeSpan.FromSeconds(answer.Number("pollAfterSeconds")), end);
            if (!end.IsCancellationRequested) answer = await user.PollAsync();
        }

        if (!answer.IsSuccess) await HoardTime.WaitAsync(Retry, end);
        return user.IsActive;
    }

    // Null: the slot has ended.
    private async Task<ServiceAnswer?> TakeAsync()
    {
        while (!end.IsCancellationRequested)
        {
            var answer = await user.ReserveAsync(Seats);
            if (answer.IsSuccess) return answer;
            if (answer.Status is not 409) return null;
            await HoardTime.WaitAsync(Retry, end);
        }

        return null;
    }
}
