using Concert.CheckIns;

namespace Concert.Users;

/// <summary>This part: tickets at the door.</summary>
internal sealed partial class UserWalletGrain
{
    public Task<Outcome<CheckInReceipt>> CheckIn(CheckInTicket command) => _journal.DecideAboutAsync(
        command.ReservationId, state => CheckInAsync(CheckInRules.CheckIn(state, command, time.GetUtcNow())));

    private async Task<Outcome<CheckInReceipt>> CheckInAsync(Outcome<CheckInDecision> decision)
    {
        // The commit starts before the first await: a ticket that two doors read at once is decided for the first of them.
        if (decision is { IsGranted: true, Value.Event: { } checkedIn }) await _journal.CommitAsync(checkedIn, key: null);
        else await _journal.WhenCurrentAsync();
        return decision.Select(decided => decided.Receipt);
    }
}
