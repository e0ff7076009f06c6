using Xunit;

namespace CoinPilot.Health;

public sealed class ServiceProbeTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8080/health?a=1", "127.0.0.1", 8080, "127.0.0.1:8080", "/health?a=1", false)]
    [InlineData("https://[::1]", "::1", 443, "[::1]", "/", true)]
    public void An_address_of_http_is_read(string text, string host, int port, string authority, string target, bool isTls)
    {
        var address = ProbeAddress.OfHttp(text)!;

        Assert.Equal((host, port, authority, target, isTls), (address.Host, address.Port, address.Authority, address.Target, address.IsTls));
        Assert.True(address.IsLoopback);
    }

    [Theory]
    [InlineData("127.0.0.1:8080")]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("http://127.0.0.1:99999/")]
    [InlineData("http://user:word@127.0.0.1/")]
    public void What_is_no_address_of_http_is_none(string text) => Assert.Null(ProbeAddress.OfHttp(text));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:0")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("a b:1")]
    public void What_is_no_port_of_a_host_is_none(string text) => Assert.Null(ProbeAddress.OfTcp(text));

    [Theory]
    [InlineData(null, 302, true)]
    [InlineData(null, 503, false)]
    [InlineData("503", 503, true)]
    [InlineData("200-204", 205, false)]
    public void An_answer_is_good_by_its_status(string? status, int answer, bool isGood) => Assert.Equal(isGood, ProbeStatus.IsGood(status, answer));

    [Fact]
    public void Variables_are_put_in_as_Compose_does_it()
    {
        var probe = new ProbeVariables("PORT=8080\n", "app").Into(new(Command: ServiceProbe.Line("ask ${PORT} ${HOST:-localhost} $$HOME $COMPOSE_PROJECT_NAME")));

        Assert.Equal("`ask 8080 localhost $HOME app`", probe.ToString());
    }
}
