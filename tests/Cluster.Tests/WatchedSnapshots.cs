using System.Collections.Concurrent;
using Concert.Storage;
using Concert.Users;
using Concert.Wallets;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Concert;

/// <summary>
/// The silos' grain storage, which counts the snapshots that each user's grain reads and tries to write, and fails a write on request.
/// </summary>
internal sealed class WatchedSnapshots
{
    private readonly ConcurrentDictionary<string, Exception> _faults = [];
    private readonly ConcurrentDictionary<string, int> _attempts = [];
    private readonly ConcurrentDictionary<string, int> _reads = [];

    /// <summary>The next write fails, and none after it.</summary>
    public void FailNext(UserId user, Exception fault) => _faults[user.Value] = fault;

    /// <summary>Each activation reads the snapshot once.</summary>
    public int ActivationsOf(UserId user) => _reads.GetValueOrDefault(user.Value);

    public int AttemptsOf(UserId user) => _attempts.GetValueOrDefault(user.Value);

    /// <summary>The stored snapshot; empty when there is none.</summary>
    public static async Task<UserWalletSnapshot> ReadAsync(ConcertCluster cluster, UserId user)
    {
        var state = new GrainState<UserWalletSnapshot>(new());
        var grain = cluster.Grains.GetGrain<IWalletGrain>(user.Value);
        await ActivatorUtilities.CreateInstance<GroupCommitGrainStorage>(cluster.Cluster.GetSiloServiceProvider())
            .ReadStateAsync(StorageNames.UserWallet, grain.GetGrainId(), state);
        return state.State!;
    }

    public IGrainStorage Wrap(IGrainStorage storage) => new Wrapped(this, storage);

    private static void Count(ConcurrentDictionary<string, int> counts, string user) => counts.AddOrUpdate(user, 1, (_, count) => count + 1);

    private sealed class Wrapped(WatchedSnapshots watch, IGrainStorage storage) : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            if (stateName == StorageNames.UserWallet) Count(watch._reads, grainId.Key.ToString()!);
            return storage.ReadStateAsync(stateName, grainId, grainState);
        }

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            if (stateName != StorageNames.UserWallet) return storage.WriteStateAsync(stateName, grainId, grainState);
            var user = grainId.Key.ToString()!;
            Count(watch._attempts, user);
            return watch._faults.TryRemove(user, out var fault)
                ? Task.FromException(fault)
                : storage.WriteStateAsync(stateName, grainId, grainState);
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            storage.ClearStateAsync(stateName, grainId, grainState);
    }
}
