using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Harness;

/// <summary>What takes a host's messages: a small web server on this machine's address in the lab's network.</summary>
public sealed class HookReceiver : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly X509Certificate2? certificate;
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly Task serving;
    private ImmutableArray<HookMessage> taken = [];

    /// <param name="address">Of this machine, as the host sees it.</param>
    /// <param name="certificate">Null for plain HTTP.</param>
    public HookReceiver(string address, X509Certificate2? certificate = null)
    {
        this.certificate = certificate;
        listener = new(IPAddress.Parse(address), 0);
        listener.Start();
        Url = $"{(certificate is null ? "http" : "https")}://{address}:{((IPEndPoint)listener.LocalEndpoint).Port}/hook/s3cretpath";
        serving = ServeAsync();
    }

    public string Url { get; }

    /// <summary>What it answers; 0 for nothing at all, while the connection stays open.</summary>
    public int Answer { get; set; } = 204;

    public ImmutableArray<HookMessage> Taken
    {
        get
        {
            lock (gate)
            {
                return taken;
            }
        }
    }

    /// <summary>This machine in the lab's network, as its hosts see it (tests/lab/lib/network.sh).</summary>
    public static string AddressFor(TestHost host) => $"{host.Lab.Address[..host.Lab.Address.LastIndexOf('.')]}.1";

    /// <summary>A certificate for this machine's address, by an authority that nobody knows yet, and that authority's as PEM.</summary>
    public static (X509Certificate2 Certificate, string Authority) NewCertificate(string address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest authority = new("CN=CoinPilot test authority", key, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var root = authority.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest server = new("CN=hook", own, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Parse(address));
        server.CertificateExtensions.Add(names.Build());
        using var made = server.Create(root, root.NotBefore, root.NotAfter, [1, 2, 3, 4]);
        using var whole = made.CopyWithPrivateKey(own);
        return (X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null), root.ExportCertificatePem());
    }

    /// <summary>Waits for a message of an event; fails the test when none comes in time.</summary>
    public async Task<HookMessage> MessageAsync(string word, TimeSpan limit, int count = 1)
    {
        for (var begun = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(begun) < limit; await Task.Delay(100, TestContext.Current.CancellationToken))
        {
            if (Of(word) is var found && found.Length >= count)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"--- {word} after {TimeProvider.System.GetElapsedTime(begun).TotalSeconds:0.0} s: {found[^1].Body}");
                return found[^1];
            }
        }

        Assert.Fail($"no message '{word}' (number {count}) within {limit.TotalSeconds} s; there are:\n{string.Join('\n', Taken.Select(one => one.Body))}");
        return null;
    }

    public HookMessage[] Of(string word) => [.. Taken.Where(one => one.Event == word)];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await serving;
        stop.Dispose();
        certificate?.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> all = [];
        try
        {
            while (true)
            {
                all.Add(TakeAsync(await listener.AcceptTcpClientAsync(stop.Token)));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(all);
        }
    }

    private async Task TakeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = await StreamOfAsync(client);
                using StreamReader reader = new(stream, Encoding.UTF8, leaveOpen: true);
                StringBuilder head = new();
                for (var line = await reader.ReadLineAsync(stop.Token); line is { Length: > 0 }; line = await reader.ReadLineAsync(stop.Token))
                {
                    head.Append(line).Append('\n');
                }

                var length = int.Parse(head.ToString().Split("Content-Length: ")[1].Split('\n')[0], System.Globalization.CultureInfo.InvariantCulture);
                StringBuilder body = new();
                while (Encoding.UTF8.GetByteCount(body.ToString()) < length)
                {
                    var part = new char[1024];
                    var count = await reader.ReadAsync(part, stop.Token);
                    body.Append(part, 0, count);
                }

                if (Answer == 0)
                {
                    await Task.Delay(Timeout.Infinite, stop.Token);
                }

                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {Answer} X\r\nLocation: {Url}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), stop.Token);
                if (Answer is >= 200 and < 300)
                {
                    lock (gate)
                    {
                        taken = taken.Add(new(head.ToString(), body.ToString()));
                    }
                }
            }
            catch (Exception error) when (error is OperationCanceledException or IOException or System.Security.Authentication.AuthenticationException)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"--- a connection to the receiver ended: {error.Message}");
            }
        }
    }

    private async Task<Stream> StreamOfAsync(TcpClient client)
    {
        if (certificate is null)
        {
            return client.GetStream();
        }

        SslStream secure = new(client.GetStream());
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop.Token);
        return secure;
    }
}

/// <summary>A message as it arrived.</summary>
public sealed record HookMessage(string Head, string Body)
{
    /// <summary>Of a message for programs.</summary>
    public string? Event => Body.StartsWith('{') && JsonDocument.Parse(Body).RootElement.TryGetProperty("event", out var word) ? word.GetString() : null;
}
