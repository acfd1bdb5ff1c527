namespace Concert;

/// <summary>Calls that are retried as a gateway retries them: a call that found an activation at its end says nothing.</summary>
internal static class Retried
{
    private const int MaxRetries = 100;

    public static async Task<T> AnswerAsync<T>(Func<Task<T>> call)
    {
        for (var retries = 0; ; retries++)
        {
            try
            {
                return await call();
            }
            catch (UnavailableException) when (retries < MaxRetries)
            {
                await Task.Yield();
            }
        }
    }

    public static Task AnswerAsync(Func<Task> call) => AnswerAsync(async () =>
    {
        await call();
        return true;
    });
}
