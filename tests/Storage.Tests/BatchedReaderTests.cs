namespace Concert.Storage;

/// <summary>Whose read comes when, while a long journal is loaded.</summary>
public sealed class BatchedReaderTests
{
    [Fact]
    public async Task What_others_read_while_a_page_is_read_comes_with_the_next_page()
    {
        await using var store = new WatchedReadStore();
        await using var reader = new BatchedReader(store);
        reader.Start();
        var first = reader.ReadAsync(new JournalTailRead(new("long"), 0));
        await store.FirstBatch;

        var other = reader.ReadAsync(new JournalTailRead(new("other"), 0));
        store.Continue();
        var seq = 1_000;
        for (var page = await first; !page!.IsLast; seq += 1_000) page = await reader.ReadAsync(new JournalTailRead(new("long"), seq));
        await other;

        Assert.Equal(WatchedReadStore.PageCount, store.Batches.Count(batch => batch.Contains("long")));
        Assert.Equal(["long"], store.Batches[0]);
        Assert.Contains("other", store.Batches[1]);
    }

    /// <summary>The journal of the user "long" has several pages, and each other one a page. The first batch waits for the test.</summary>
    private sealed class WatchedReadStore : IReadStore
    {
        public const int PageCount = 5;

        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _continued = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<string[]> Batches { get; } = [];

        public Task FirstBatch => _begun.Task;

        public void Continue() => _continued.SetResult();

        public async ValueTask ReadAsync(IReadOnlyList<ReadRequest> batch)
        {
            var tails = batch.Cast<JournalTailRead>().ToList();
            Batches.Add([.. tails.Select(tail => tail.User.Value)]);
            _begun.TrySetResult();
            await _continued.Task;
            foreach (var tail in tails)
                tail.Found = new([], IsLast: tail.User.Value != "long" || tail.AfterSeq == (PageCount - 1) * 1_000);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
