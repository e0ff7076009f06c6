using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CoinPilot.Agent.Files;

namespace CoinPilot.Agent.Docker;

/// <summary>The last answer of Compose to one kind of question, kept in memory until the host boots.</summary>
/// <remarks>Each question is a process of 0.05 to 0.1 s, and most commands of a person had one or two of them: a third of a warm Status.</remarks>
/// <param name="path">In /run, for root alone.</param>
internal sealed class ComposeMemory(IHostFiles files, string path)
{
    /// <summary>The answer that was kept under the key; null for none.</summary>
    public string? Recall(string key)
    {
        // Two that keep at the same time may mix what they write.
        return files.ReadText(path)?.Split('\n', 3) is [var noted, var digest, var answer] && noted == key && digest == Digest(answer) ? answer : null;
    }

    /// <param name="key">One line.</param>
    public void Keep(string key, string answer)
    {
        try
        {
            files.Write(path, Encoding.UTF8.GetBytes($"{key}\n{Digest(answer)}\n{answer}"), DurableFiles.Private);
        }
        catch (IOException)
        {
            // Where /run is full Compose is asked again.
        }
    }

    /// <summary>Which Compose this is, without asking it; null where there is none. Another version is another program: of another length, built at another time.</summary>
    public static string? IdentityOf(IHostFiles files, string plugin) =>
        plugin.Length > 0 && files.Target(plugin) is { } program ? string.Create(CultureInfo.InvariantCulture, $"{plugin} {program.Length} {program.ModifiedAt.UtcTicks}") : null;

    public static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
