using System.Globalization;
using System.Text.Json;
using Orleans.Storage;

namespace Concert.Storage;

/// <summary>
/// Grain state on the rows that the stock ADO.NET provider uses, read and written in the silo's batches. The ETag is the
/// row's version.
/// </summary>
internal sealed class GroupCommitGrainStorage(GroupCommitWriter writer, BatchedReader reader) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = await reader.AskAsync(new GrainStateLookup(stateName, KeyOf(grainId)));
        grainState.ETag = row?.Version.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = row is { State: not null };
        grainState.State = row is { State: { } json }
            ? (T)JsonSerializer.Deserialize(json, GrainStateJson.TypeInfoOf<T>())!
            : Activator.CreateInstance<T>();
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        // Serialised here, on the grain's own turn: what is written is what was decided, whatever comes in between.
        WriteAsync(stateName, grainId, grainState, JsonSerializer.Serialize(grainState.State, GrainStateJson.TypeInfoOf<T>()));

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (grainState.ETag is null) return;
        await WriteAsync(stateName, grainId, grainState, json: null);
        grainState.State = Activator.CreateInstance<T>();
    }

    private async Task WriteAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, string? json)
    {
        long? expected = grainState.ETag is { } etag ? long.Parse(etag, CultureInfo.InvariantCulture) : null;
        var write = new GrainStateWrite(stateName, KeyOf(grainId), expected, json);
        try
        {
            await writer.SubmitAsync(write);
        }
        catch (StorageConflictException conflict)
        {
            throw new InconsistentStateException(conflict.Message, "unknown", grainState.ETag, conflict);
        }

        grainState.ETag = write.NewVersion.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = json is not null;
    }

    // The stock provider's key of a grain with a string key. All grains that keep state here have one.
    private static string KeyOf(GrainId grainId) => grainId.Key.ToString()!;
}
