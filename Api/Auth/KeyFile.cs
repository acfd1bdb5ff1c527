using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Concert.Settings;

namespace Concert.Auth;

/// <summary>
/// The signing key of a gateway with no <c>Auth:SigningKey</c>: created once and stored beside the embedded database, so that
/// tokens stay valid across restarts. The file's text can be used as <c>Auth:SigningKey</c> of other gateways.
/// </summary>
internal sealed class KeyFile(string path)
{
    public const string Name = "concert.key";

    private const string PreviousSuffix = ".previous";

    private const int KeyBytes = 32;

    public string ReadOrCreate()
    {
        if (!File.Exists(path)) Create(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)));
        var key = File.ReadAllText(path).Trim();
        return key.Length >= KeyBytes
            ? key
            : throw new CannotStartException(
                $"Auth:SigningKey is not set, and {path} has fewer than {KeyBytes} characters; delete the file or set the key.");
    }

    /// <summary>
    /// The keys that are still accepted, one on each line of <c>concert.key.previous</c>. To change the key, the operator renames
    /// the file of the key to this name and restarts the process, which then creates a new one.
    /// </summary>
    public IEnumerable<(string Name, string Key)> ReadPrevious()
    {
        var previous = path + PreviousSuffix;
        return File.Exists(previous)
            ? File.ReadAllLines(previous).Select((line, index) => (Name: $"Line {index + 1} of {previous}", Key: line.Trim()))
                .Where(named => named.Key.Length > 0)
            : [];
    }

    // The key is first written to a draft file: a reader sees the whole key or no file. If two processes create the key at the
    // same time, one of them wins and both read its key.
    private void Create(string key)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var draft = $"{path}.{Environment.ProcessId}.{RandomNumberGenerator.GetHexString(8)}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(draft, options)) writer.Write(key);
        try
        {
            // File.Move checks and then renames, so two processes could both succeed. Creating a link is atomic.
            if (!OperatingSystem.IsWindows() && (Link(draft, path) == 0 || File.Exists(path))) File.Delete(draft);
            else File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }

    [DllImport("libc", EntryPoint = "link")]
    private static extern int Link(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string added);
}
