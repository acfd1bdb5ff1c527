using static Concert.Users.AUser;

namespace Concert.Users;

/// <summary>Commands on one activation's session, as the grain runs them.</summary>
internal static class JournalCommands
{
    public static Task<Outcome<UserWalletEvent.Charged>> Charge(UserJournalSession history, string key, long amount)
    {
        var command = new CommandKey(key, $"charge {amount}");
        return history.OnceAsync<UserWalletEvent.Charged>(command, async () =>
        {
            var charged = PaymentRules.Charge(history.Decided, new(amount), Noon).Value!;
            await history.CommitAsync(charged, command);
            return charged;
        });
    }

    public static Task<Outcome<UserWalletEvent.Paid>> PayAsync(UserJournalSession history, string key, string reservation)
    {
        var command = new CommandKey(key, $"pay {reservation}");
        return history.OnceAsync<UserWalletEvent.Paid>(command, async () =>
        {
            var paid = PaymentRules.Pay(history.Decided, Id(reservation), Noon);
            if (!paid.IsGranted) return paid.Refusal;
            await history.CommitAsync(paid.Value, command);
            return paid.Value;
        });
    }

    public static Task<Outcome<UserWalletEvent.Paid>> PayChargingAsync(UserJournalSession history, string key, string reservation)
    {
        var command = new CommandKey(key, $"pay-charging {reservation}");
        return history.OnceAsync(command, async () =>
        {
            var decision = PaymentRules.PayCharging(history.Decided, Id(reservation), Noon);
            return decision.IsGranted
                ? await history.CommitAsync(decision.Value.Paid, command, decision.Value.Charged)
                : decision.Refusal;
        });
    }
}
