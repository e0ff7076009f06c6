namespace CoinPilot.Harness;

/// <summary>
/// A Compose project of a few megabytes, written from code: <c>db</c> serves a page that is a bind-mounted file, <c>web</c>
/// is built and waits for it, <c>other</c> stands alone on an image of its own. Change it, then deploy again.
/// </summary>
public sealed class TinyStack : IDisposable
{
    /// <summary>Serves /www, and ends at once when it is told to: a shell as PID 1 without a trap costs ten seconds each time.</summary>
    public const string Serve = "trap 'exit 0' TERM; httpd -f -p 80 -h /www & wait";

    public const string CrashLoop = "echo going down; exit 3";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("coinpilot-stack-");

    public TinyStack(string app)
    {
        App = app;
        Db = new("db") { Image = "lab/tiny:1", Extra = ["volumes: [ \"./db/index.html:/www/index.html:ro\" ]"] };
        Web = new("web") { Build = "./web", DependsOnHealthy = "db" };
        Other = new("other") { Image = "lab/tiny:2" };
        Services = [Db, Web, Other];
        SetPage("page 1");
        SetBuiltPage("built 1");
        Save();
    }

    public string App { get; }

    public string UnitName => $"{App}-compose.service";

    public string ComposeFile => Path.Combine(folder.FullName, "compose.yml");

    public TinyService Db { get; }

    public TinyService Web { get; }

    public TinyService Other { get; }

    public List<TinyService> Services { get; }

    /// <summary>What db serves: the content of its bind-mounted file.</summary>
    public void SetPage(string text) => Write("db/index.html", text + "\n");

    /// <summary>What web serves: part of its build context.</summary>
    public void SetBuiltPage(string text)
    {
        Write("web/index.html", text + "\n");
        Write("web/Dockerfile", "FROM lab/tiny:1\nCOPY index.html /www/index.html\n");
    }

    /// <summary>A file of the project; for what the other methods don't offer.</summary>
    public void Write(string path, string text)
    {
        var file = Path.Combine(folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    /// <summary>Its build fails from now on.</summary>
    public void SlowBuild(int seconds) => Write("web/Dockerfile", $"FROM lab/tiny:1\nRUN sleep {seconds}\nCOPY index.html /www/index.html\n");

    public void BreakBuild() => Write("web/Dockerfile", "FROM lab/tiny:1\nRUN echo the build is broken; exit 1\n");

    /// <summary>Writes the Compose file; call it after a service was changed.</summary>
    public void Save() => Write("compose.yml", "services:\n" + string.Concat(Services.Select(x => x.ToYaml(App))));

    public void Dispose() => folder.Delete(recursive: true);
}
