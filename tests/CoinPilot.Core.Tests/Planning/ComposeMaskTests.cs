using Xunit;

namespace CoinPilot.Planning;

public sealed class ComposeMaskTests
{
    [Fact]
    public void Values_of_variables_arguments_and_inline_content_are_hidden_and_their_names_are_not()
    {
        const string Text = """
            x-env: &env
              SHARED: visible-through-an-alias
            services:
              web:
                image: web:1
                environment:
                  PLAIN: value
                  FROM_HOST: ${FROM_HOST}
                  DEFAULTED: ${DEFAULTED:-fallback}
                  LONG: |
                    first line
                    second line
                  LAST: "quoted"
                labels: { team: trading }
              list:
                environment:
                  - LISTED=value
                  - "QUOTED=value"
                  - NAME_ONLY
                build:
                  context: .
                  args: { TOKEN: abc, OTHER: def }
              alias:
                environment: *env
                command: run --url postgres://me:hunter2@db/x --db-password=hunter2
            configs:
              inline: { content: "text" }
            """;

        Assert.Equal(
            """
            x-env: &env
              SHARED: …
            services:
              web:
                image: web:1
                environment:
                  PLAIN: …
                  FROM_HOST: ${FROM_HOST}
                  DEFAULTED: …
                  LONG: …
                    …
                    …
                  LAST: …
                labels: { team: trading }
              list:
                environment:
                  - LISTED=…
                  - "QUOTED=…
                  - …
                build:
                  context: .
                  args: { TOKEN: …
              alias:
                environment: *env
                command: run --url postgres://…@db/x --db-password=…
            configs:
              inline: { content: …
            """,
            string.Join('\n', ComposeMask.Of(Text).Shown));
    }

    [Fact]
    public void What_cannot_be_read_is_not_shown_at_all()
    {
        Assert.Equal(["…", "", "…"], ComposeMask.Of("a: [\n\nPASSWORD: x\n").Shown);
    }
}
