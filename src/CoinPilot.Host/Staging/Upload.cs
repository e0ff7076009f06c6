using System.Globalization;
using System.Security.Cryptography;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Time;
using CoinPilot.Agent.Transaction;

namespace CoinPilot.Agent.Staging;

/// <summary>What a client sends for a release, on the disk as long as it is needed.</summary>
internal sealed class Upload(TransactionParts parts) : IDisposable
{
    private const string Again = "run the command again";
    private const int Piece = 128 * 1024;

    private static readonly TimeSpan Bound = TimeSpan.FromHours(1);

    public string Path { get; } = $"{parts.Places.Base}/.upload.{RandomNumberGenerator.GetHexString(6, lowercase: true)}";

    /// <summary>All of it is here, and what it was when it was sent. Throws <see cref="VerbFailedException"/> (2) when it is not.</summary>
    public async Task ReceiveAsync(RequestPayload payload, CancellationToken ct)
    {
        var (length, digest) = await WriteAsync(payload.Content, ct).ConfigureAwait(false);
        if (length != payload.Length)
        {
            throw new VerbFailedException(
                FailureKind.BadInput, string.Create(CultureInfo.InvariantCulture, $"the upload is cut off: {length} of {payload.Length} bytes arrived"), Again);
        }

        if (payload.Digest is { } expected && digest != expected)
        {
            throw new VerbFailedException(FailureKind.BadInput, $"the upload is damaged: its sha256 is not {expected}", Again);
        }
    }

    public void Dispose() => parts.Host.Files.Remove(Path);

    private async Task<(long Length, string Digest)> WriteAsync(Stream content, CancellationToken ct)
    {
        try
        {
            return await parts.Host.Clock.WithinAsync(Bound, stop => CopyAsync(content, stop), ct).ConfigureAwait(false);
        }
        catch (Exception error) when (!ct.IsCancellationRequested && error is IOException or TimeoutException)
        {
            throw new VerbFailedException(
                FailureKind.BadInput, $"the upload could not be written to {parts.Places.Base}: {error.Message}", $"see whether the disk is full: df -h {parts.Places.Base}", error);
        }
    }

    private async Task<(long Length, string Digest)> CopyAsync(Stream content, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var file = parts.Host.Files.Create(Path, DurableFiles.Private);
        await using (file.ConfigureAwait(false))
        {
            var piece = new byte[Piece];
            var length = 0L;
            while (await content.ReadAsync(piece, ct).ConfigureAwait(false) is > 0 and var read)
            {
                hash.AppendData(piece.AsSpan(0, read));
                await file.WriteAsync(piece.AsMemory(0, read), ct).ConfigureAwait(false);
                length += read;
            }

            return (length, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
    }
}
