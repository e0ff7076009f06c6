using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Hosts;
using CoinPilot.Planning;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Observation;

/// <summary>
/// Releases' projects as Compose on this host reads them. One connection has one of these: what a preview has asked Compose
/// need not be asked again for the release that is staged next, as long as it is made of the same files.
/// </summary>
internal sealed class ComposeProjects(HostParts host)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Task<ProjectReading>> known = new(StringComparer.Ordinal);

    /// <summary>The project of a release; null where its env file is not there.</summary>
    public async Task<ProjectReading?> ReadAsync(AppPlaces places, ProjectSource source, CancellationToken ct)
    {
        if (host.Files.Target(source.Conf.EnvFile) is null)
        {
            return null;
        }

        if (KeyOf(places, source) is not { } key)
        {
            return await AskAsync(places, source, ct).ConfigureAwait(false);
        }

        Task<ProjectReading>? asked;
        lock (gate)
        {
            if (!known.TryGetValue(key, out asked))
            {
                known.Add(key, asked = RecallOrAskAsync(places, source, key, ct));
            }
        }

        try
        {
            var reading = await asked.ConfigureAwait(false);
            if (reading.Project is not { } project || (source.Passing is { } passing && project.Json.Contains($"{passing}/", StringComparison.Ordinal)))
            {
                Forget(key); // a refusal may be mended, and what lies elsewhere by then has other paths
            }
            else if (source.Passing is null && !reading.IsRecalled)
            {
                Keep(places, source, key, project);
            }

            return reading;
        }
        catch
        {
            Forget(key);
            throw;
        }
    }

    private void Forget(string key)
    {
        lock (gate)
        {
            known.Remove(key);
        }
    }

    private async Task<ProjectReading> RecallOrAskAsync(AppPlaces places, ProjectSource source, string key, CancellationToken ct) =>
        source.Passing is null && KeyAtPlace(source, key) is { } kept && new ComposeMemory(host.Files, places.Resolved).Recall(kept) is { } json
            ? new(HostProject.Parse(json), null) { IsRecalled = true }
            : await AskAsync(places, source, ct).ConfigureAwait(false);

    // Values of the environment stay in the files that they come from, and are written nowhere else.
    private void Keep(AppPlaces places, ProjectSource source, string key, HostProject project)
    {
        if (new ReleaseShelf(host.Files, places).MaskOf(source.Conf).Apply(project.Json) != project.Json)
        {
            return;
        }

        ComposeMemory memory = new(host.Files, places.Resolved);
        if (KeyAtPlace(source, key) is { } kept && memory.Recall(kept) is null)
        {
            memory.Keep(kept, project.Json);
        }
    }

    // What is kept over a connection's end is of this Compose, this place, and of files that nobody has touched since.
    private string? KeyAtPlace(ProjectSource source, string key) =>
        ComposeMemory.IdentityOf(host.Files, ComposePlugin.Paths(host.Files).Plugin) is { } compose
            ? ComposeMemory.Digest($"{key}\0{compose}\0{source.Folder}\0{string.Join('\0', StampsIn(source.Folder))}")
            : null;

    private IEnumerable<string> StampsIn(string folder) => host.Files.List(folder).Order(StringComparer.Ordinal)
        .Select(path => (Path: path, At: host.Files.Target(path)))
        .Where(one => one.At is { Kind: FileKind.File } && IsInput(one.Path))
        .Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Path} {one.At!.Length} {one.At.ModifiedAt.UtcTicks}"));

    // The rest of a release's folder is what we note about it.
    private static bool IsInput(string path) => Path.GetFileName(path) is ".env" || Path.GetExtension(path) is ".yml" or ".yaml" or ".env";

    private async Task<ProjectReading> AskAsync(AppPlaces places, ProjectSource source, CancellationToken ct)
    {
        ComposeCommand config = new([.. ReleaseCompose.Words(places, source.Conf, source.Conf.ComposeFiles), "config", "--format", "json"], Bound);
        var said = await host.Docker.ComposeAsync(config, ct).ConfigureAwait(false);
        try
        {
            return said.Succeeded ? new(HostProject.Parse(said.Output), null) : Refused(said.Error);
        }
        catch (FormatException error)
        {
            return new(null, error.Message); // one that is too old, or none: the look at the host names it
        }

        // Nobody knows the folder that it lies in for the moment.
        ProjectReading Refused(string error) => new(null, ComposeComplaint.Of(error, new ReleaseShelf(host.Files, places).MaskOf(source.Conf), 3)
            .Replace($"{source.Folder}/", "", StringComparison.Ordinal).Replace('\n', ' ').Replace('\t', ' '));
    }

    // By everything that it is made from; null where it is made from files that nobody lists.
    private string? KeyOf(AppPlaces places, ProjectSource source)
    {
        var conf = source.Conf;
        if (conf.ProjectDirectory.Length > 0 || host.Files.IsFile($"{source.Folder}/{ReleaseFile.Checkout}"))
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(Encoding.UTF8.GetBytes($"{conf.Project}\0{places.Project}"));
        foreach (var file in conf.ComposeFiles.Concat(new ReleaseShelf(host.Files, places).EnvFilesOf(conf)))
        {
            Add(host.Files.Read(file) ?? []);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(byte[] content)
        {
            hash.AppendData(BitConverter.GetBytes(content.LongLength));
            hash.AppendData(content);
        }
    }
}

/// <summary>Where a release's files lie.</summary>
/// <param name="Folder">The release's own, now.</param>
/// <param name="Conf">With the paths that its files have now.</param>
/// <param name="Passing">The folder that is gone, or has another name, once the request is answered; null for a release at its place.</param>
internal sealed record ProjectSource(string Folder, ReleaseConf Conf, string? Passing = null);

/// <param name="Project">Null when Compose refuses it.</param>
/// <param name="Refusal">Why, without values; null when it does not.</param>
internal sealed record ProjectReading(HostProject? Project, string? Refusal)
{
    /// <summary>Another connection has asked Compose, and its answer was kept.</summary>
    public bool IsRecalled { get; init; }
}
