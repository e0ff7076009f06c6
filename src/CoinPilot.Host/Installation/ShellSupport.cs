using CoinPilot.Agent.Cli;
using CoinPilot.Agent.Files;

namespace CoinPilot.Agent.Installation;

/// <summary>Completion and manual page of the agent that the link leads to.</summary>
internal static class ShellSupport
{
    private const UnixFileMode Folder = DurableFiles.Public | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Puts both where they are missing or another version's.</summary>
    public static void Put(IHostFiles files)
    {
        foreach (var (path, text) in ((string, string)[])[(BashCompletion.Path, BashCompletion.Text), (ManualPage.Path, ManualPage.Text)])
        {
            if (files.ReadText(path) != text)
            {
                files.MakeFolder(Path.GetDirectoryName(path)!, Folder);
                files.Put(path, text, DurableFiles.Public);
            }
        }
    }
}
