using System.Net.Sockets;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Kems;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;
using Renci.SshNet;
using Renci.SshNet.Security;

namespace CoinPilot.Transport;

/// <summary>Loads what a connection is made with on a processor that is idle while the parameters are read.</summary>
public static class SshWarmUp
{
    /// <summary>Returns at once; nothing reaches a host, and nobody waits for it.</summary>
    public static void Start() => BlockingWork.OnThread(Load);

    /// <summary>What the first key exchange and the first signature of a process load.</summary>
    public static void Load()
    {
        var seed = new byte[32];
        using ED25519Key key = new(seed);
        KeyHostAlgorithm algorithm = new("ssh-ed25519", key);
        _ = algorithm.VerifySignature(seed, algorithm.Sign(seed));
        using PrivateKeyAuthenticationMethod login = new("nobody", new LoadedKey(algorithm));
        using SshClient client = new(new ConnectionInfo("localhost", "nobody", login));
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        SecureRandom random = new();
        X25519KeyPairGenerator curve = new();
        curve.Init(new X25519KeyGenerationParameters(random));
        _ = curve.GenerateKeyPair();
        MLKemKeyPairGenerator lattice = new();
        lattice.Init(new MLKemKeyGenerationParameters(random, MLKemParameters.ml_kem_768));
        _ = lattice.GenerateKeyPair();
    }

    private sealed record LoadedKey(HostAlgorithm Algorithm) : IPrivateKeySource
    {
        public IReadOnlyCollection<HostAlgorithm> HostKeyAlgorithms => [Algorithm];
    }
}
