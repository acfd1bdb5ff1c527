using Orleans.Storage;

namespace Concert.Storage;

/// <summary>
/// Orleans' ADO.NET provider on our rows. It parses keys that look like a number or a GUID, so the users "abc", "ABC" and "0abc"
/// would share a row. Therefore each key is passed with a leading '=', which begins no number, and the query texts remove it.
/// </summary>
internal sealed class StockGrainStorage(AdoNetGrainStorage stock) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        stock.ReadStateAsync(stateName, Marked(grainId), grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        stock.WriteStateAsync(stateName, Marked(grainId), grainState);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        stock.ClearStateAsync(stateName, Marked(grainId), grainState);

    public void Participate(ISiloLifecycle lifecycle) => stock.Participate(lifecycle);

    private static GrainId Marked(GrainId grainId) => GrainId.Create(grainId.Type, IdSpan.Create($"={grainId.Key}"));
}
