using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization.Activators;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Concert.Storage;

/// <summary>
/// Stores grain state through the silo's writer and reader: the same rows and rules as Orleans' ADO.NET provider, but with the
/// changes of many grains in one transaction. The ETag is the row's version.
/// </summary>
/// <param name="writer">The writer of the silo.</param>
/// <param name="largeStates">Writes states from <see cref="LargeStateBytes"/> on, on a connection of its own.</param>
/// <param name="reader">The reader of the silo.</param>
/// <param name="serializer">The stored form of states.</param>
/// <param name="activators">Creates the state of a grain that has none.</param>
internal sealed class GroupCommitGrainStorage(
    GroupCommitWriter writer,
    [FromKeyedServices(GroupCommitWriter.LargeStates)] GroupCommitWriter largeStates,
    BatchedReader reader,
    GrainStateSerializer serializer,
    IActivatorProvider activators)
    : IGrainStorage
{
    // The snapshot of a user with a million idempotency keys has 5 MB. In the batches of the silo's writer it made the changes of
    // all other grains wait for 0.5 s (measured); a state of this size takes some milliseconds.
    private const int LargeStateBytes = 64 * 1024;

    // Orleans looks an activator up by reflection, for each seat that is read for the first time.
    private readonly ConcurrentDictionary<Type, object> _activators = [];

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = await reader.ReadAsync(new StateRead(stateName, KeyOf(grainId)));
        var state = row?.Json is { } json ? serializer.Read<T>(json) : default;
        grainState.State = state ?? ActivatorOf<T>().Create();
        grainState.ETag = row is null ? null : ETagOf(row.Version);
        grainState.RecordExists = row?.Json is not null;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        // Serialized in the grain's turn: the grain may change the state while the write waits.
        var json = serializer.Write(grainState.State);
        grainState.ETag = ETagOf((await WriteAsync(stateName, grainId, json, grainState.ETag)).Version);
        grainState.RecordExists = true;
    }

    /// <summary>The row remains and its version increases, so that writes of outdated activations are still refused.</summary>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (grainState.ETag is null)
        {
            await ReadStateAsync(stateName, grainId, grainState);
            if (!grainState.RecordExists) return;
        }

        grainState.ETag = ETagOf((await WriteAsync(stateName, grainId, json: null, grainState.ETag)).Version);
        grainState.RecordExists = false;
        grainState.State = ActivatorOf<T>().Create();
    }

    private IActivator<T> ActivatorOf<T>() =>
        (IActivator<T>)_activators.GetOrAdd(typeof(T), static (_, provider) => provider.GetActivator<T>(), activators);

    private Task<ChangeResult> WriteAsync(string stateName, GrainId grainId, byte[]? json, string? etag)
    {
        var expected = etag is null ? (long?)null : long.Parse(etag, CultureInfo.InvariantCulture);
        // The two writers may have the same row, of an activation that ended and of the next one. The guard of its version decides.
        var suited = json?.Length >= LargeStateBytes ? largeStates : writer;
        return suited.WriteAsync(new StateWrite(stateName, KeyOf(grainId), json, expected));
    }

    private static string KeyOf(GrainId grainId) => grainId.Key.ToString()!;

    private static string ETagOf(long version) => version.ToString(CultureInfo.InvariantCulture);
}
