using System.Globalization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Concert.Storage;

/// <summary>
/// Stores grain state through the silo's writer and reader: the same rows and rules as Orleans' ADO.NET provider, but with the
/// changes of many grains in one transaction. The ETag is the row's version.
/// </summary>
internal sealed class GroupCommitGrainStorage(
    GroupCommitWriter writer, BatchedReader reader, GrainStateSerializer serializer, IActivatorProvider activators)
    : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = await reader.ReadAsync(new StateRead(stateName, KeyOf(grainId)));
        var state = row?.Json is { } json ? serializer.Read<T>(json) : default;
        grainState.State = state ?? activators.GetActivator<T>().Create();
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
        grainState.State = activators.GetActivator<T>().Create();
    }

    private Task<ChangeResult> WriteAsync(string stateName, GrainId grainId, byte[]? json, string? etag)
    {
        var expected = etag is null ? (long?)null : long.Parse(etag, CultureInfo.InvariantCulture);
        return writer.WriteAsync(new StateWrite(stateName, KeyOf(grainId), json, expected));
    }

    private static string KeyOf(GrainId grainId) => grainId.Key.ToString()!;

    private static string ETagOf(long version) => version.ToString(CultureInfo.InvariantCulture);
}
