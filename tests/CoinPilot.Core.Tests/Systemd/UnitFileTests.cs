using Xunit;

namespace CoinPilot.Systemd;

public sealed class UnitFileTests
{
    private const string Text = """
        # a comment

        [Unit]
        Description = A  unit
        After=a.service b.service
        After=c.service
        [Service]
        ExecStart=/bin/old
        ExecStart=
        ExecStart=-/bin/new one \
        # between
          two
        Environment=A=1 "B=2 3" C=%%d
        nonsense
        [X-Ours]
        Any=thing
        """;

    [Fact]
    public void Parsing_and_writing_gives_the_same_text() => Assert.Equal(Text, UnitFile.Parse(Text).ToString());

    [Fact]
    public void Each_grammar_reads_the_lines_in_its_own_way()
    {
        var unit = UnitFile.Parse(Text);

        Assert.Equal("A  unit", unit.Last("Unit", "Description"));
        Assert.Equal(["a.service b.service", "c.service"], unit.All("Unit", "After"));
        Assert.Equal(["a.service", "b.service", "c.service"], unit.Words("Unit", "After"));
        Assert.Equal(["A=1", "B=2 3", "C=%d"], unit.Words("Service", "Environment"));
        Assert.Equal(["/bin/old", "", "-/bin/new one    two"], unit.Raw("Service", "ExecStart").Select(a => a.Value));
        Assert.Null(unit.Last("Service", "Type"));
    }

    [Fact]
    public void An_empty_assignment_clears_what_came_before()
    {
        var unit = UnitFile.Parse(Text);

        var command = Assert.Single(unit.Arguments("Service", "ExecStart"));

        Assert.Equal("-/bin/new one two", command.ToString());
        Assert.Null(unit.With(UnitFile.Parse("[Service]\nExecStart=\n")).Last("Service", "ExecStart"));
    }

    [Fact]
    public void A_drop_in_comes_after_the_unit()
    {
        var unit = UnitFile.Parse(Text).With(UnitFile.Parse("[Unit]\nDescription=Other\n[Service]\nExecStart=/bin/more\n"));

        Assert.Equal("Other", unit.Last("Unit", "Description"));
        Assert.Equal(["/bin/new", "/bin/more"], unit.Arguments("Service", "ExecStart").Select(c => c.Program));
    }

    [Fact]
    public void What_systemd_ignores_is_kept_with_its_line()
    {
        var junk = Assert.Single(UnitFile.Parse(Text).Entries.OfType<UnitEntry.Junk>());

        Assert.Equal((14, "it has no '='"), (junk.Line, junk.Reason));
    }

    [Fact]
    public void The_units_of_this_machine_survive_reading_and_have_known_keys()
    {
        const string Folder = "/usr/lib/systemd/system";
        Assert.SkipUnless(Directory.Exists(Folder), $"there is no {Folder}");

        foreach (var file in Directory.EnumerateFiles(Folder, "*.*", SearchOption.AllDirectories).Where(File.Exists))
        {
            var text = File.ReadAllText(file);
            var unit = UnitFile.Parse(text);

            Assert.Equal(text, unit.ToString());
            Assert.Empty(file.EndsWith(".service", StringComparison.Ordinal) && text.Length > 0
                ? UnitLinter.Lint(unit, file).Where(finding => finding.Rule != "unit-program")   // our rule; systemd takes names too
                : []);
        }
    }

    [Fact]
    public void A_unit_says_which_app_and_release_it_is()
    {
        var ours = UnitOrigin.Of("[Unit]\nX-CoinPilot-App=a\nX-CoinPilot-Release=20261124-053107-ab12cd3\n");
        var foreign = UnitOrigin.Of("[Unit]\nDescription=X-CoinPilot-Release=no\n# X-CoinPilot-Release=no\n");

        Assert.Equal(new("a", "20261124-053107-ab12cd3"), ours);
        Assert.Equal(new(null, null), foreign);
    }
}
