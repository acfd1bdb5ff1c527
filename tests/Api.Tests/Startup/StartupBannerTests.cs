using Concert.Auth;
using Microsoft.Extensions.Hosting.Internal;

namespace Concert.Startup;

public sealed class StartupBannerTests
{
    [Fact]
    public void A_file_is_told_by_its_whole_path_for_it_depends_on_where_the_process_was_started() =>
        Assert.Equal(Path.GetFullPath("data/concert.db"), StartupBanner.FileOf("Data Source=data/concert.db"));

    [Theory]
    [InlineData("Development", "demo", true)]
    [InlineData("Development", "a-key-of-my-own", false)]
    [InlineData("Development", null, false)]
    [InlineData("Production", "demo", false)]
    public void Only_the_key_of_the_source_tree_is_told(string environment, string? key, bool isTold) => Assert.Equal(
        isTold, StartupBanner.IsDemo(new HostingEnvironment { EnvironmentName = environment }, new AdminOptions { ApiKey = key }));

    [Fact]
    public void A_database_in_memory_is_nowhere() => Assert.Equal(":memory:", StartupBanner.FileOf("Data Source=:memory:"));
}
