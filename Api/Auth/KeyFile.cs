using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Concert.Auth;

/// <summary>
/// The signing key of someone who configured none: made once and kept beside the embedded database, so that tokens outlive a
/// restart. Its text is what <c>Auth:SigningKey</c> would say, ready to be carried to other gateways.
/// </summary>
internal sealed class KeyFile(string? path)
{
    public const string Name = "concert.key";

    private const int KeyBytes = 32;

    /// <summary>The key. With no path the database is in memory, and the key lives as long as it does.</summary>
    public string ReadOrCreate()
    {
        var fresh = Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));
        if (path is null) return fresh;
        if (!File.Exists(path)) Create(fresh);
        var key = File.ReadAllText(path).Trim();
        return key.Length >= KeyBytes
            ? key
            : throw new OptionsValidationException(
                "Auth",
                typeof(KeyFile),
                [$"Auth:SigningKey is not set, and {path} has fewer than {KeyBytes} characters; delete it or set one."]);
    }

    // Written whole under another name first: a reader sees all of it or nothing, and of two writers one wins for both.
    private void Create(string key)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path!)!);
        var draft = $"{path}.{Environment.ProcessId}.{RandomNumberGenerator.GetHexString(8)}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(draft, options)) writer.Write(key);
        try
        {
            // File.Move looks and then renames: of two at once each may think itself the first. A link is there or not.
            if (!OperatingSystem.IsWindows() && (Link(draft, path!) == 0 || File.Exists(path))) File.Delete(draft);
            else File.Move(draft, path!, overwrite: false);
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
