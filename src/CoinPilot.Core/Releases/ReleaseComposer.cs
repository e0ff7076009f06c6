using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CoinPilot.Compose;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Systemd;

namespace CoinPilot.Releases;

/// <summary>The composition of a release from its parts; pure.</summary>
public static partial class ReleaseComposer
{
    // Stands for the id while the content's digest is taken, since the id is made from it.
    private const string NoId = "00000000-000000-0000000";

    private const string UnknownImage = "-";

    private static readonly TimeSpan ConfirmMargin = TimeSpan.FromSeconds(60);

    /// <summary>Throws <see cref="DeploymentException"/> (exit 2) when --confirm-within is shorter than what the gate may need.</summary>
    public static Release Compose(ReleaseRequest request)
    {
        var budgets = StackBudgets.Of(request.Project);
        var digest = ContentDigest.Of(
            Files(request, budgets, NoId)
                .Where(file => file.Key != ReleaseFile.Conf)
                .Append(KeyValuePair.Create("env", request.ShippedEnvDigest ?? "host")));
        var id = ReleaseId.Create(request.MadeAt, digest);
        var files = Files(request, budgets, id.Text);
        var manifest = Manifest(request, budgets, id, digest) with { FileDigests = DigestsOf(files) };
        return new(id, manifest, files.SetItem(ReleaseFile.Manifest, manifest.ToJson()));
    }

    /// <summary>The env file that Compose reads on the host.</summary>
    public static string EnvFileOf(ReleaseRequest request, string id) =>
        request.ShippedEnvDigest is not null ? $"{request.Layout.ReleasePath(id)}/{ReleaseFile.Env}"
        : NeedsEnvFile(request.Project) ? request.Layout.HostEnvFile
        : "/dev/null";

    private static bool NeedsEnvFile(ComposeProject project) =>
        !project.Variables.IsEmpty
        || project.Services.Any(service => service.EnvFiles.Any(env => Shipping.IsProjectEnv(project, env.Path)));

    private static ImmutableSortedDictionary<string, string> Files(ReleaseRequest request, StackBudgets budgets, string id)
    {
        var layout = request.Layout;
        var env = EnvFileOf(request, id);
        var unit = Unit(request, budgets, id, env);
        var files = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in request.ComposeFiles.Concat(request.Included))
        {
            files.Add(name, text);
        }

        if (!request.Checkout.IsEmpty)
        {
            files.Add(ReleaseFile.Checkout, CheckoutFile.Render(request.Checkout));
        }

        files.Add(ReleaseFile.Override, OverrideFile.Render(request.Project, request.Objects, layout, env, StateOf(request)));
        files.Add(ReleaseFile.Build, BuildFile.Render(request.Project, layout, id));
        if (unit.TasksFile is not null)
        {
            files.Add(ReleaseFile.Tasks, TasksFile.Full);
        }

        files.Add(ReleaseFile.Unit, UnitRenderer.Unit(unit));
        files.Add(ReleaseFile.Hold, UnitRenderer.Hold(unit));
        files.Add(ReleaseFile.Transaction, UnitRenderer.Transaction(unit));
        files.Add(ReleaseFile.Conf, Conf(request, budgets, id, env));
        return files.ToImmutable();
    }

    // Staging completes release.conf.
    private static ImmutableSortedDictionary<string, string> DigestsOf(ImmutableSortedDictionary<string, string> files) => files
        .Where(file => file.Key != ReleaseFile.Conf)
        .ToImmutableSortedDictionary(file => file.Key, file => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.Value))), StringComparer.Ordinal);

    private static ImmutableArray<string> ComposePaths(ReleaseRequest request, string id) =>
        [.. request.ComposeFiles.Select(file => file.Key).Append(ReleaseFile.Override).Select(name => $"{request.Layout.ReleasePath(id)}/{name}")];

    // Relative paths start at the tree; what is written to still lies where it always did.
    private static string ProjectDirectoryOf(ReleaseRequest request, string id) => request.Tree is { } tree
        ? $"{request.Layout.ReleasePath(id)}/{tree.NameOf(tree.ProjectDirectory)}"
        : request.Layout.Project;

    private static Func<string, string?>? StateOf(ReleaseRequest request) =>
        request.HostDirectory is not null ? path => path
        : request.Tree is { } tree ? path => HostPath.IsBelow(path, tree.ProjectDirectory) ? request.Layout.Project + path[tree.ProjectDirectory.TrimEnd('/').Length..] : null
        : null;

    private static StackUnit Unit(ReleaseRequest request, StackBudgets budgets, string id, string env) => new()
    {
        App = request.Layout.App.Text,
        UnitName = request.UnitName,
        ReleaseId = id,
        ProjectName = request.Layout.App.Text,
        ComposeFiles = ComposePaths(request, id),
        ProjectDirectory = ProjectDirectoryOf(request, id),
        EnvFile = env,
        Variables = [.. PassedVariables.Of(request.Project)],
        Mounts = HostMounts.Of(request.Project, isInPlace: request.HostDirectory is not null),
        TasksFile = HasTasks(request, budgets) ? $"{request.Layout.ReleasePath(id)}/{ReleaseFile.Tasks}" : null,
        DockerPath = request.DockerPath,
        Policy = request.StartPolicy,
        StartBound = budgets.StartBound,
        PullTimeout = request.PullTimeout,
        BuildTimeout = request.BuildTimeout,
        LongestStopGracePeriod = budgets.LongestStop,
        BaseDirectory = request.Layout.Base,
    };

    // The plan's own form of the unit has no line of ours.
    private static bool HasTasks(ReleaseRequest request, StackBudgets budgets) =>
        request.StartPolicy is not StartPolicy.Classic && !StackTasks.Of(request.Project, budgets).Names.IsEmpty;

    private static string Conf(ReleaseRequest request, StackBudgets budgets, string id, string env)
    {
        var services = request.Project.Services;
        var conf = new ConfFile()
            .Add("format", FormatVersion.ReleaseConf.CurrentText)
            .Add("release", id)
            .Add("app", request.Layout.App.Text)
            .Add("unit", request.UnitName)
            .Add("project", request.Layout.App.Text)
            .Add("compose_files", string.Join(':', ComposePaths(request, id)))
            .Add("build_file", $"{request.Layout.ReleasePath(id)}/{ReleaseFile.Build}")
            .Add("env_file", env)
            .Add("images", string.Join(' ', services.Select(service => $"{service.Name}={ImageOf(request, service)}")))
            .Add("built", string.Join(' ', services.Where(service => service.Build is not null).Select(service => service.Name)))
            .Add("never_pull", string.Join(' ', services.Where(IsNeverPulled).Select(service => service.Name)))
            .Add("pull_timeout", Seconds(request.PullTimeout))
            .Add("build_timeout", Seconds(request.BuildTimeout))
            .Add("start_timeout", Seconds(budgets.StartBound))
            .Add("confirm_within", Seconds(ConfirmWithin(request, budgets)))
            .Add("commit", request.Commit is { } commit ? commit + (request.Dirty ? "-dirty" : "") : "-")
            .Add("containers", string.Join(' ', services.Select(service => service.ContainerName).OfType<string>().Where(name => IsKnown(request, name))));
        if (!services.All(service => ImageName.IsPlain(service.Name)))
        {
            conf.Add("tags", "exact");
        }

        if (HasTasks(request, budgets))
        {
            var tasks = StackTasks.Of(request.Project, budgets);
            conf.Add("tasks", string.Join(' ', tasks.Names)).Add("once", string.Join(' ', tasks.Once));
        }

        if (StartFirst.Of(request.Project) is { IsEmpty: false } first)
        {
            conf.Add("start_first", string.Join(' ', first.Select(service => $"{service.Name}={Seconds(budgets.Services.First(budget => budget.Service == service.Name).Budget)}")));
        }

        if (services.Where(service => service.Update.IsSingle).Select(service => service.Name).ToArray() is { Length: > 0 } single)
        {
            conf.Add("single", string.Join(' ', single));
        }

        foreach (var (key, paths) in PrivateFiles(request).Where(files => files.Paths.Length > 0))
        {
            conf.Add(key, paths);
        }

        return (request.Tree is null ? conf : conf.Add("project_directory", ProjectDirectoryOf(request, id))).ToString();
    }

    // What the host masks besides the .env. It takes a path for a pattern: `?` stands for what its words cannot hold.
    private static IEnumerable<(string Key, string Paths)> PrivateFiles(ReleaseRequest request)
    {
        var project = request.Project;
        var files = request.Objects.ByPath.ToLookup(item => item.Key.Use, item => item.Value.PathOn(request.Layout));
        var onHost = project.Secrets.Select(secret => secret.File?.Resolved).OfType<string>()
            .Where(path => path.StartsWith('/') && !request.Objects.ByPath.ContainsKey((path, ShippedUse.Secret)));
        yield return ("env_files", Patterns(files[ShippedUse.EnvFile]));
        yield return ("secret_files", Patterns(files[ShippedUse.Secret].Concat(onHost)));

        static string Patterns(IEnumerable<string> paths) =>
            string.Join(' ', paths.Distinct().Order(StringComparer.Ordinal).Select(path => Unusual().Replace(path, "?")));
    }

    [GeneratedRegex("[^A-Za-z0-9/._@+-]")]
    private static partial Regex Unusual();

    private static bool IsNeverPulled(ComposeService service) => service.Build is null && service.PullPolicy is "never" or "build";

    // A service that names no image gets Compose's own name for what it builds. Where only the host knows the
    // reference, staging asks Compose there.
    private static string ImageOf(ReleaseRequest request, ComposeService service) =>
        service.Image is not { Length: > 0 } image ? $"{request.Layout.App}-{service.Name}"
        : IsKnown(request, image) ? image
        : UnknownImage;

    private static bool IsKnown(ReleaseRequest request, string text) =>
        !request.Project.UnknownExpressions.Any(expression => text.Contains(expression, StringComparison.Ordinal));

    private static ReleaseManifest Manifest(ReleaseRequest request, StackBudgets budgets, ReleaseId id, string digest) => new()
    {
        Release = id.Text,
        App = request.Layout.App.Text,
        ContentDigest = digest,
        ShippedEnvDigest = request.ShippedEnvDigest,
        HostEnvDigest = request.ShippedEnvDigest is null ? request.HostEnvDigest : null,
        StartPolicy = request.StartPolicy.ToString().ToLowerInvariant(),
        MadeAt = request.MadeAt,
        By = request.By,
        HostDirectory = request.HostDirectory,
        Commit = request.Commit,
        Dirty = request.Dirty,
        StableForSeconds = Whole(request.StableFor),
        GateTimeoutSeconds = request.GateTimeout is { } timeout ? Whole(timeout) : null,
        StartBoundSeconds = Whole(budgets.StartBound),
        StartFirstSeconds = budgets.StartFirst > TimeSpan.Zero ? Whole(budgets.StartFirst) : null,
        ConfirmWithinSeconds = Whole(ConfirmWithin(request, budgets)),
        NeedsEnvFile = NeedsEnvFile(request.Project),
        Objects = [.. request.Objects.ByPath.Values.Where(item => item.InPlace is null).Select(item => item.Digest).Distinct().Order(StringComparer.Ordinal)],
        Services =
        [
            .. request.Project.Services.Zip(budgets.Services, (service, budget) => new ManifestService(
                service.Name,
                service.ContainerName is { } name && IsKnown(request, name) ? name : "",
                ImageOf(request, service),
                service.Build is not null,
                budget.Gate,
                budget.HasHealthcheck,
                budget.Replicas,
                budget.Budget.TotalSeconds,
                budget.ReadyAfter.TotalSeconds,
                BuildInput.DigestOf(service, request),
                MayEnd: budget.MayEnd,
                Probe: budget.Probe)
            {
                StartFirst = StartFirst.IsPossible(request.Project, service) ? true : null,
                IsSingle = service.Update.IsSingle ? true : null,
            }),
        ],
    };

    private static TimeSpan ConfirmWithin(ReleaseRequest request, StackBudgets budgets)
    {
        var gate = new HealthGate(budgets.Services, request.StableFor, request.GateTimeout);
        var least = budgets.StartFirst + budgets.StartBound + gate.Budget + request.StableFor + ConfirmMargin;
        return request.ConfirmWithin is not { } asked ? least
            : asked >= least ? asked
            : throw new DeploymentException(
                $"--confirm-within {Seconds(asked)} is too short: the start may take {Seconds(budgets.StartFirst + budgets.StartBound)} s and the gate {Seconds(gate.Budget)} s. "
                + $"Give at least {Seconds(least)} s, or leave it out.",
                FailureKind.BadInput);
    }

    private static int Whole(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);

    private static string Seconds(TimeSpan time) => Whole(time).ToString(CultureInfo.InvariantCulture);
}
