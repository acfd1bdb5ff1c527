using Microsoft.Extensions.Options;

namespace Concert.Auth;

public sealed class KeyFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("concert-key-").FullName;

    private string KeyPath => Path.Combine(_directory, "data", KeyFile.Name);

    [Fact]
    public void The_key_is_made_once()
    {
        var made = new KeyFile(KeyPath).ReadOrCreate();

        Assert.Equal(32, Convert.FromBase64String(made).Length);
        Assert.Equal(made, new KeyFile(KeyPath).ReadOrCreate());
        Assert.Equal([KeyPath], Directory.GetFiles(Path.GetDirectoryName(KeyPath)!));
    }

    [Fact]
    public async Task Many_that_start_together_come_to_one_key()
    {
        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(new KeyFile(KeyPath).ReadOrCreate)));

        Assert.Single(keys.Distinct());
    }

    [Fact]
    public void Nobody_else_on_the_machine_can_read_it()
    {
        new KeyFile(KeyPath).ReadOrCreate();

        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
    }

    [Fact]
    public void A_file_that_holds_no_key_is_refused_by_the_settings_name()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(KeyPath)!);
        File.WriteAllText(KeyPath, "short");

        var fault = Assert.Throws<OptionsValidationException>(() => new KeyFile(KeyPath).ReadOrCreate());

        Assert.Contains("Auth:SigningKey", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_file_each_process_has_a_key_of_its_own() =>
        Assert.NotEqual(new KeyFile(null).ReadOrCreate(), new KeyFile(null).ReadOrCreate());

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
