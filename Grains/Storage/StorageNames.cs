namespace Concert.Storage;

/// <summary>The names under which durable things are kept. Changing one loses what was stored under it.</summary>
public static class StorageNames
{
    /// <summary>The keyed <c>IGrainStorage</c> that all grain state goes through.</summary>
    public const string Provider = "concert";

    /// <summary>State name of <c>SeatGrain</c>: its key is <c>performance/seat</c>.</summary>
    public const string Seat = "seat";

    /// <summary>State name of a user's journal snapshot.</summary>
    public const string UserWallet = "user-wallet";

    /// <summary>State name of what is kept of a concert's queue besides its places.</summary>
    public const string Queue = "queue";

    /// <summary>The key of the <see cref="TimeProvider"/> that grains and their timers live by (Orleans' own name).</summary>
    public const string GrainTime = "Orleans.Grains";
}
