using Xunit;

namespace CoinPilot.Releases;

public sealed class ReleaseTreeTests
{
    private const string Text = """
        include: [ ./monitoring/compose.yml ]
        services:
          web:
            image: web:1
            volumes: [ "./state:/state" ]
            env_file: [ { path: ./later.env, required: false } ]
        """;

    [Fact]
    public void Names_are_relative_to_the_nearest_common_folder()
    {
        ReleaseTree tree = new("/src", "/src/deploy/oci");

        Assert.Equal("files/deploy/oci", tree.NameOf(tree.ProjectDirectory));
        Assert.Equal("files/common/base.yml", tree.NameOf("/src/common/base.yml"));
        Assert.Equal("files", tree.NameOf("/src"));
        Assert.Equal("files/a/b", new ReleaseTree("/", "/a").NameOf("/a/b"));
    }

    [Fact]
    public void Relative_paths_start_in_the_release_and_state_stays_where_it_was()
    {
        var release = ReleaseComposer.Compose(Request());
        var folder = $"/var/lib/coinpilot/shop/releases/{release.Id}";

        var conf = ConfFile.Parse(release.Files[ReleaseFile.Conf]);
        Assert.Equal($"{folder}/files/compose.yml:{folder}/compose.release.yml", conf["compose_files"]);
        Assert.Equal($"{folder}/files", conf["project_directory"]);
        Assert.Contains($"--project-directory {folder}/files ", release.Unit, StringComparison.Ordinal);
        Assert.Contains("source: \"/var/lib/coinpilot/shop/project/state\"", release.Files[ReleaseFile.Override], StringComparison.Ordinal);
        Assert.Contains("source: \"/var/lib/coinpilot/shop/project/monitoring/data\"", release.Files[ReleaseFile.Override], StringComparison.Ordinal);
        Assert.Contains("path: \"/var/lib/coinpilot/shop/project/later.env\"", release.Files[ReleaseFile.Override], StringComparison.Ordinal);
        Assert.True(release.Files.ContainsKey("files/monitoring/compose.yml"));
    }

    [Fact]
    public void A_stack_that_names_no_other_file_is_released_as_it_always_was()
    {
        var release = ReleaseComposer.Compose(ReleaseSamples.Request("services: { web: { image: 'web:1' } }"));

        Assert.Null(ConfFile.Parse(release.Files[ReleaseFile.Conf])["project_directory"]);
        Assert.Contains("--project-directory /var/lib/coinpilot/shop/project ", release.Unit, StringComparison.Ordinal);
    }

    private static ReleaseRequest Request()
    {
        (string, string)[] files = [("/p/monitoring/compose.yml", "services: { mon: { image: 'mon:1', volumes: [ './data:/data' ] } }")];
        var request = ReleaseSamples.Request(Text, files);
        var tree = ReleaseTree.Of(request.Project)!;
        return request with
        {
            Tree = tree,
            ComposeFiles = [KeyValuePair.Create(tree.NameOf("/p/compose.yml"), Text)],
            Included = [KeyValuePair.Create(tree.NameOf(files[0].Item1), files[0].Item2)],
        };
    }
}
