using Concert.Seats;
using Microsoft.Extensions.DependencyInjection;

namespace Concert.Storage;

/// <summary>A grain that uses grain state, reminders and the clock, and nothing else.</summary>
[Alias("IProbeGrain")]
internal interface IProbeGrain : IGrainWithStringKey
{
    [Alias("Hold")]
    Task<string> Hold(string reservation);

    [Alias("Read")]
    Task<string?> Read();

    [Alias("Remind")]
    Task Remind(string name);

    [Alias("Reminders")]
    Task<string[]> Reminders();

    [Alias("Forget")]
    Task Forget(string name);

    [Alias("Now")]
    Task<DateTimeOffset> Now();
}

internal sealed class ProbeGrain(
    [PersistentState("probe", StorageNames.Provider)] IPersistentState<SeatState> row,
    [FromKeyedServices(StorageNames.GrainTime)] TimeProvider time) : Grain, IProbeGrain, IRemindable
{
    public async Task<string> Hold(string reservation)
    {
        row.State = Rows.Held(reservation);
        await row.WriteStateAsync();
        return row.Etag!;
    }

    public Task<string?> Read() => Task.FromResult(row.State.ReservationId?.Value);

    public Task Remind(string name) => this.RegisterOrUpdateReminder(name, TimeSpan.FromHours(1), TimeSpan.FromHours(1));

    public async Task<string[]> Reminders() => [.. (await this.GetReminders()).Select(reminder => reminder.ReminderName).Order()];

    public async Task Forget(string name) => await this.UnregisterReminder((await this.GetReminder(name))!);

    public Task<DateTimeOffset> Now() => Task.FromResult(time.GetUtcNow());

    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;
}
