using Concert.Auth;
using Microsoft.Extensions.Hosting.Internal;

namespace Concert.Startup;

public sealed class StartupBannerTests
{
    [Fact]
    public void The_database_file_is_logged_with_its_absolute_path() =>
        Assert.Equal(Path.GetFullPath("data/concert.db"), StartupBanner.FileOf("Data Source=data/concert.db"));

    [Theory]
    [InlineData("Development", "demo", true)]
    [InlineData("Development", "a-key-of-my-own", false)]
    [InlineData("Development", null, false)]
    [InlineData("Production", "demo", false)]
    public void Only_the_demo_key_of_the_source_tree_is_logged(string environment, string? key, bool isLogged) => Assert.Equal(
        isLogged, StartupBanner.IsDemo(new HostingEnvironment { EnvironmentName = environment }, new AdminOptions { ApiKey = key }));
}
