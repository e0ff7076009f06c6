namespace CoinPilot.Compose;

/// <summary>Whether Compose would accept a file, judged in its own folder with nothing but that folder's env file.</summary>
public static class ComposeVerdict
{
    public const string Accept = "accept";
    public const string Refuse = "refuse";

    /// <param name="path">Absolute, '/'-separated.</param>
    /// <param name="files">The files around it.</param>
    public static string Of(string path, IComposeFiles files) =>
        ComposeReader.Read(ComposeSource.InFolder([path], Forms.GoPath.Folder(path)), files).HasErrors ? Refuse : Accept;
}
