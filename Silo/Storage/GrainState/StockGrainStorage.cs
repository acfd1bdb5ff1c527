using Orleans.Storage;

namespace Concert.Storage;

/// <summary>
/// Orleans' own ADO.NET provider on our rows. It takes a key that looks like a number or a GUID for one, so that the users
/// "abc", "ABC" and "0abc" would share a row: each key goes through it with a mark that no number begins with, and the
/// query texts take the mark off again.
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
