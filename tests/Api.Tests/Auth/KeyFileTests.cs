using Concert.Settings;

namespace Concert.Auth;

public sealed class KeyFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("concert-key-").FullName;

    private string KeyPath => Path.Combine(_directory, "data", KeyFile.Name);

    [Fact]
    public void The_key_is_created_once()
    {
        var made = new KeyFile(KeyPath).ReadOrCreate();

        Assert.Equal(32, Convert.FromBase64String(made).Length);
        Assert.Equal(made, new KeyFile(KeyPath).ReadOrCreate());
        Assert.Equal([KeyPath], Directory.GetFiles(Path.GetDirectoryName(KeyPath)!));
    }

    [Fact]
    public async Task Processes_that_start_together_use_one_key()
    {
        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(new KeyFile(KeyPath).ReadOrCreate)));

        Assert.Single(keys.Distinct());
    }

    [Fact]
    public void Only_the_owner_can_read_the_file()
    {
        new KeyFile(KeyPath).ReadOrCreate();

        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
    }

    [Fact]
    public void A_file_without_a_key_is_refused_with_the_name_of_the_setting()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(KeyPath)!);
        File.WriteAllText(KeyPath, "short");

        var fault = Assert.Throws<CannotStartException>(() => new KeyFile(KeyPath).ReadOrCreate());

        Assert.Contains("Auth:SigningKey", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_key_file_logs_nobody_out_while_the_old_one_is_beside_it()
    {
        string token;
        await using (var api = await StartAsync())
            token = (await api.UserAsync()).AccessToken!;

        File.Move(KeyPath, KeyPath + ".previous");
        await using (var api = await StartAsync())
        {
            (await (api.Anyone with { AccessToken = token }).GetAsync("/v1/wallet")).Granted();
            (await (await api.UserAsync()).GetAsync("/v1/wallet")).Granted();
        }

        File.Delete(KeyPath + ".previous");
        await using (var api = await StartAsync())
            (await (api.Anyone with { AccessToken = token }).GetAsync("/v1/wallet")).Refused(401, "unauthenticated");
    }

    [Fact]
    public void The_previous_keys_are_lines_of_their_file()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(KeyPath)!);
        File.WriteAllText(KeyPath + ".previous", "one\n\n two \n");

        Assert.Equal(
            [($"Line 1 of {KeyPath}.previous", "one"), ($"Line 3 of {KeyPath}.previous", "two")], new KeyFile(KeyPath).ReadPrevious());
    }

    [Theory]
    [InlineData("too short", "has 9 bytes; it must have at least 32.")]
    [InlineData(null, "is the same key as The key in")]
    public async Task A_wrong_previous_key_stops_the_start_with_one_line_that_does_not_show_it(string? previous, string fault)
    {
        var current = new KeyFile(KeyPath).ReadOrCreate();
        await File.WriteAllTextAsync(KeyPath + ".previous", previous ?? current);

        var thrown = await Record.ExceptionAsync(async () => await (await StartAsync()).DisposeAsync());

        var line = SettingFaults.LineOf(Assert.IsAssignableFrom<Exception>(thrown));
        Assert.Contains($"Line 1 of {KeyPath}.previous {fault}", line, StringComparison.Ordinal);
        Assert.DoesNotContain(current, line, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    // Only one process on a file has a key file.
    private Task<ApiHost> StartAsync() => ApiHost.StartAsync(
        ("Cluster:Mode", "embedded"),
        ("Database:Provider", "sqlite"),
        ("ConnectionStrings:Concert", $"Data Source={Path.Combine(Path.GetDirectoryName(KeyPath)!, "concert.db")}"),
        ("Auth:SigningKey", null!));
}
