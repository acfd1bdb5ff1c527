namespace Concert.Startup;

public sealed class WelcomeTests
{
    [Fact]
    public void A_file_is_told_by_its_whole_path_for_it_depends_on_where_the_process_was_started() =>
        Assert.Equal(Path.GetFullPath("data/concert.db"), Welcome.FileOf("Data Source=data/concert.db"));

    [Fact]
    public void A_database_in_memory_is_nowhere() => Assert.Equal(":memory:", Welcome.FileOf("Data Source=:memory:"));
}
