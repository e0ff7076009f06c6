using CoinPilot.Hosts;
using CoinPilot.Lab;

namespace CoinPilot.Harness;

/// <summary>A tiny stack in a folder on the host, owned by the login user as an operator's clone is.</summary>
public sealed class HostCheckout(TestHost host, TinyStack stack, string folder)
{
    public string Folder { get; } = folder;

    /// <summary>The arguments that deploy from it.</summary>
    public string[] Arguments => ["--stack-source", "host", "--host-directory", Folder];

    /// <summary>Copies the stack as it is here.</summary>
    public async Task PutAsync()
    {
        await host.OutputOfAsync($"install -d -o deploy -g deploy {Folder}", "root");
        var root = Path.GetDirectoryName(stack.ComposeFile)!;
        foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            await WriteAsync(Path.GetRelativePath(root, file), await File.ReadAllBytesAsync(file));
        }
    }

    /// <summary>Puts the folder under git, or commits what has changed.</summary>
    public Task<string> CommitAsync() => host.OutputOfAsync(
        $"cd {Folder} && {{ [ -d .git ] || git init -q; }} && git add -A && git -c user.name=operator -c user.email=operator@host commit -qm change && git rev-parse HEAD");

    public Task WriteAsync(string path, string text, string? user = null) => WriteAsync(path, System.Text.Encoding.UTF8.GetBytes(text), user);

    private async Task WriteAsync(string path, byte[] bytes, string? user = null)
    {
        var file = $"{Folder}/{path}";
        await host.OutputOfAsync($"mkdir -p {ShellWord.Quote(file[..file.LastIndexOf('/')])} && echo {Convert.ToBase64String(bytes)} | base64 -d >{ShellWord.Quote(file)}", user);
    }
}
