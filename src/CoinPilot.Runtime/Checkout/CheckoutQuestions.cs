using System.Text;
using CoinPilot.Releases;

namespace CoinPilot.Checkout;

/// <summary>What the host program is to look at, a line each: kind, Dockerfile, rules, path.</summary>
public sealed class CheckoutQuestions
{
    private readonly StringBuilder text = new();

    /// <summary>The checkout: its files are read with the rights of its owner.</summary>
    public required string Folder { get; init; }

    public bool IsEmpty => text.Length == 0;

    /// <summary>A file's bytes.</summary>
    public CheckoutQuestions Read(string path) => Add("read", path);

    /// <summary>Whether there is a file or a folder.</summary>
    public CheckoutQuestions Stat(string path) => Add("stat", path);

    /// <summary>The sha256 of a file alone, whose content is not to leave the host.</summary>
    public CheckoutQuestions Sum(string path) => Add("sum", path);

    /// <summary>Commit, and what differs from it.</summary>
    public CheckoutQuestions Git(string folder) => Add("git", folder);

    /// <summary>The YAML files in a folder.</summary>
    public CheckoutQuestions Names(string folder) => Add("names", folder);

    /// <summary>The digest of everything below a path.</summary>
    public CheckoutQuestions Tree(string path, string? dockerfile, string rules) => Add("tree", path, dockerfile, rules);

    public override string ToString() => Line("in", Folder) + text;

    private CheckoutQuestions Add(string kind, string path, string? dockerfile = null, string rules = "")
    {
        text.Append(Line(kind, path, dockerfile, rules));
        return this;
    }

    private static string Line(string kind, string path, string? dockerfile = null, string rules = "")
    {
        if (!CheckoutFile.CanHold(path + dockerfile))
        {
            throw new DeploymentException($"The path '{path}' holds a tab or a line break; such a path cannot be used from a checkout. Rename it.", ExitStatus.BadInput);
        }

        return $"{kind}\t{CheckoutFile.Optional(dockerfile)}\t{CheckoutFile.Encoded(rules)}\t{path}\n";
    }
}
