namespace Concert.Storage;

/// <summary>The names under which state is stored. Changing one hides what was stored under it.</summary>
public static class StorageNames
{
    /// <summary>The keyed <c>IGrainStorage</c> that stores all grain state.</summary>
    public const string Provider = "concert";

    /// <summary>State name of <c>SeatGrain</c>; the key is <c>performance/seat</c>.</summary>
    public const string Seat = "seat";

    /// <summary>State name of the snapshot of a user's journal.</summary>
    public const string UserWallet = "user-wallet";

    /// <summary>State name of a queue's progress, which is stored beside its places.</summary>
    public const string Queue = "queue";

    /// <summary>The key of the <see cref="TimeProvider"/> that grains and their timers use (Orleans' own name).</summary>
    public const string GrainTime = "Orleans.Grains";
}
