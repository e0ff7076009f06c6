using Xunit;

namespace CoinPilot.Compose;

public sealed class ComposeVerdictTests
{
    [Fact]
    public void A_file_is_judged_in_its_own_folder_with_that_folders_env_file()
    {
        var files = new MemoryFiles()
            .Add("a/compose.yml", "services: {web: {image: \"${IMAGE:?}\", env_file: e.env}}")
            .Add("a/.env", "IMAGE=nginx").Add("a/e.env", "A=1")
            .Add("b/compose.yml", "services: {web: {image: \"${IMAGE:?}\"}}");

        Assert.Equal(ComposeVerdict.Accept, ComposeVerdict.Of("/p/a/compose.yml", files));
        Assert.Equal(ComposeVerdict.Refuse, ComposeVerdict.Of("/p/b/compose.yml", files));
    }
}
