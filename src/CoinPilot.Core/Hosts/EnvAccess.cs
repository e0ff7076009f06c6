using System.Globalization;

namespace CoinPilot.Hosts;

/// <summary>Who may read and write the host's env file: the permissions of the file and of its folder.</summary>
/// <param name="Mode">Of the file, as <c>chmod</c> takes it.</param>
/// <param name="Owner">Of the file, a user's number.</param>
public sealed record EnvAccess(int Mode, int Owner, int FolderMode, int FolderOwner)
{
    /// <summary>What is wrong with the permissions of <paramref name="file"/>, and how to mend it; null when only root has a say.</summary>
    public (string Text, string Fix)? Trouble(string file)
    {
        var folder = file[..file.LastIndexOf('/')];
        var text = Mode.HasAny(0b010_010) ? $"{file} can be written by others (mode {Octal(Mode)}): they decide what runs here"
            : Owner != 0 ? $"{file} belongs to another user than root, who decides what runs here"
            : FolderMode.HasAny(0b010_010) || FolderOwner != 0 ? $"{folder} can be written by others: they can put another .env there"
            : Mode.HasAny(0b100_100) ? $"{file} can be read by others (mode {Octal(Mode)}): its values are no secret on this host"
            : null;
        return text is null ? null : (text, $"on the host: sudo chown root:root {folder} {file} && sudo chmod 700 {folder} && sudo chmod 600 {file}");
    }

    /// <summary>Mode and owner of the file, then of the folder. Null when it is something else.</summary>
    public static EnvAccess? Parse(string words) =>
        words.Split(' ') is [var mode, var owner, var folderMode, var folderOwner]
        && TryOctal(mode) is { } file && TryOctal(folderMode) is { } folder && Number(owner) is { } user && Number(folderOwner) is { } folderUser
            ? new(file, user, folder, folderUser)
            : null;

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int? TryOctal(string text) => text.Length is > 0 and < 5 && text.All(c => c is >= '0' and <= '7') ? Convert.ToInt32(text, 8) : null;

    private static string Octal(int mode) => Convert.ToString(mode, 8);
}

file static class ModeBits
{
    public static bool HasAny(this int mode, int bits) => (mode & bits) != 0;
}
