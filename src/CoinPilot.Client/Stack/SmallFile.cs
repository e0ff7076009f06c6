using System.Text;

namespace CoinPilot.Stack;

/// <summary>The reading of a file that a person names and that is small by its nature: never more of it than its format takes.</summary>
/// <remarks>A pipe is read as well: that is how a shell hands over what is in no file.</remarks>
internal static class SmallFile
{
    /// <summary>Throws <see cref="DeploymentException"/> (exit 2) for a longer one.</summary>
    /// <param name="what">What it is, with its article.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="mostMiB">The bound.</param>
    /// <param name="next">What to do about one that is longer.</param>
    public static byte[] Bytes(string what, string path, int mostMiB, string next) => Read(path, mostMiB << 20)
        ?? throw new DeploymentException($"{what} {path} {TooLong(mostMiB)}. Next: {next}.", FailureKind.BadInput);

    /// <summary>As <see cref="Bytes"/>, decoded.</summary>
    public static string Text(string what, string path, int mostMiB, string next) => Decode(Bytes(what, path, mostMiB, next));

    public static string TooLong(int mostMiB) => $"is longer than {mostMiB} MiB, which none is";

    /// <summary>Text as <see cref="File.ReadAllText(string)"/> reads it.</summary>
    public static string Decode(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>The file's bytes; null when there are more than <paramref name="most"/>.</summary>
    public static byte[]? Read(string path, int most)
    {
        using var stream = File.OpenRead(path);
        using var content = new MemoryStream();
        var part = new byte[81920];
        for (int count; (count = stream.Read(part)) > 0;)
        {
            content.Write(part, 0, count);
            if (content.Length > most)
            {
                return null;
            }
        }

        return content.ToArray();
    }
}
