using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using CoinPilot.Agent.Files;
using CoinPilot.Protocol;

namespace CoinPilot.Agent.Checkouts;

/// <summary>Answers questions about a stack that lies on this host: its Compose files are copied, all else is used where it is.</summary>
internal sealed class CheckoutVerb(HostParts host)
{
    private const int MostRead = 4 * 1024 * 1024;

    private const int LongestRules = 48 * 1024;

    private static readonly TimeSpan ReadBound = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan TreesBound = TimeSpan.FromMinutes(5);

    private readonly IHostFiles files = host.Files;
    private readonly CheckoutTrees trees = new(host, TreesBound);

    public async Task<CheckoutAnswer> RunAsync(CheckoutRequest request, CancellationToken ct)
    {
        RequireAbsolute(request.Folder);
        CheckoutAnswer answer = new();
        foreach (var question in request.Questions)
        {
            RequireAbsolute(question.Path);
            answer = question.Kind switch
            {
                CheckoutKind.Read => answer with { Files = answer.Files.Add(await ReadAsync(request.Folder, question.Path, ct).ConfigureAwait(false)) },
                CheckoutKind.Stat => answer with { Kinds = answer.Kinds.Add(new(question.Path, CheckoutPaths.KindOf(files, question.Path))) },
                CheckoutKind.Sum => answer with { Sums = answer.Sums.Add(await SumAsync(question.Path, ct).ConfigureAwait(false)) },
                CheckoutKind.Git => answer with { Git = await new CheckoutGit(files).ReadAsync(question.Path, ct).ConfigureAwait(false) ?? answer.Git },
                CheckoutKind.Names => answer with { Names = answer.Names.AddRange(NamesIn(question.Path)) },
                CheckoutKind.Tree => answer with { Trees = answer.Trees.Add(await DigestAsync(question, ct).ConfigureAwait(false)) },
                _ => throw new VerbFailedException(FailureKind.BadInput, $"'{question.Kind}' is not a question of checkout", "use the client of the same version as the agent"),
            };
        }

        return answer;
    }

    private static void RequireAbsolute(string path)
    {
        if (!path.StartsWith('/') || path.Contains('\0', StringComparison.Ordinal))
        {
            throw new VerbFailedException(FailureKind.BadInput, $"'{path}' is not an absolute path", "give the whole path, from / on");
        }
    }

    // What it is now may be another thing by the time it is opened.
    private async Task<PathContent> ReadAsync(string folder, string path, CancellationToken ct)
    {
        var kind = CheckoutPaths.KindOf(files, path);
        if (kind != CheckoutPaths.File)
        {
            return new(path, kind, null);
        }

        var reader = CheckoutPaths.ReaderOf(files, folder, path);
        var bytes = await files.ReadAsync(reader, path, MostRead + 1, ReadBound, ct).ConfigureAwait(false) ?? throw new VerbFailedException(
            FailureKind.BadInput,
            $"{path} can't be read with the rights of the user {reader.User}, whose checkout it is",
            "let that user read it; a link to a file that only root may read is not followed");
        return bytes.Length <= MostRead
            ? new(path, kind, bytes)
            : throw new VerbFailedException(FailureKind.BadInput, $"{path} has more than 4 MiB: it is no Compose or env file", "correct the path");
    }

    private async Task<string> SumAsync(string path, CancellationToken ct) => CheckoutPaths.KindOf(files, path) != CheckoutPaths.File
        ? CheckoutTrees.Missing
        : Convert.ToHexStringLower(SHA256.HashData(await files.ReadAsync(FileOwner.Root, path, MostRead, ReadBound, ct).ConfigureAwait(false) ?? []));

    private async Task<string> DigestAsync(CheckoutQuestion question, CancellationToken ct)
    {
        if (Encoding.UTF8.GetByteCount(question.Rules) > LongestRules)
        {
            throw new VerbFailedException(FailureKind.BadInput, $"the rules of .dockerignore for {question.Path} are too many", "write fewer of them: 48 KiB at most");
        }

        var digest = await trees.DigestAsync(question.Path, question.Dockerfile, question.Rules, ct).ConfigureAwait(false);
        return !trees.IsLate ? digest : throw new VerbFailedException(
            FailureKind.BadInput,
            $"{question.Path} could not be read in time: its files or the rules of .dockerignore are too many, too large, or not to be read",
            "leave out of it what is not needed, or write simpler rules");
    }

    // Not behind a link: it could show what lies in a folder of root.
    private ImmutableArray<string> NamesIn(string folder)
    {
        const int Most = 20;
        return files.Entry(folder)?.Kind != FileKind.Folder ? [] :
        [
            .. files.List(folder)
                .Where(path => (path.EndsWith(".yml", StringComparison.Ordinal) || path.EndsWith(".yaml", StringComparison.Ordinal)) && !path.Contains('\n', StringComparison.Ordinal))
                .Where(path => files.Entry(path)?.Kind == FileKind.File)
                .Select(path => Path.GetFileName(path))
                .Take(Most),
        ];
    }
}
