using System.Text.Json;
using CoinPilot.Agent.Files;
using CoinPilot.Compose.Pulls;

namespace CoinPilot.Agent.Staging;

/// <summary>Who on this host has logged in at a registry: deployments and boots pull as root, whoever typed <c>docker login</c>.</summary>
internal sealed class RegistryLogins(IHostFiles files)
{
    private const string Settings = ".docker/config.json";

    /// <summary>What to do about a pull that was refused; null where root has a login there, or nobody has one.</summary>
    public string? Advice(string reference)
    {
        var registry = RegistryOf(reference);
        return HasLogin("/root", registry) ? null
            : files.List("/home").FirstOrDefault(home => HasLogin(home, registry)) is { } home
                ? $"root has no login for {registry}, {Path.GetFileName(home)} has one: sudo docker login {registry}"
                : null;
    }

    // The first part of a name is a registry when it can be no part of one on Docker Hub (distribution/reference).
    private static string RegistryOf(string reference)
    {
        var parts = ImageReference.Parse(reference).Repository.Split('/');
        return parts.Length > 1 && (parts[0].Contains('.', StringComparison.Ordinal) || parts[0].Contains(':', StringComparison.Ordinal) || parts[0] == "localhost")
            ? parts[0]
            : "https://index.docker.io/v1/";
    }

    private bool HasLogin(string home, string registry)
    {
        if (files.ReadText($"{home}/{Settings}") is not { } text)
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return (document.RootElement.TryGetProperty("auths", out var auths) && auths.ValueKind == JsonValueKind.Object && auths.TryGetProperty(registry, out _))
                || (document.RootElement.TryGetProperty("credHelpers", out var helpers) && helpers.ValueKind == JsonValueKind.Object && helpers.TryGetProperty(registry, out _));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Somebody else's file, which Docker could not read either.
            return false;
        }
    }
}
