namespace Concert.Operations;

/// <summary>Answers without touching the database: whoever gets an answer reaches a silo that runs grains. Key: any number.</summary>
[Alias("IPingGrain")]
public interface IPingGrain : IGrainWithIntegerKey
{
    [Alias("Ping")]
    Task Ping();
}
