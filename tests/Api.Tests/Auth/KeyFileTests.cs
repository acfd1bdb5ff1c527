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

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
