using CoinPilot.Compose.Forms;
using CoinPilot.Compose.Schema;
using CoinPilot.Compose.Variables;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Merging;

/// <summary>`extends`: lays a service over the one that it names.</summary>
internal sealed class Extender(ComposeLoader loader, string file, string folder, ComposeVariables variables)
{
    private sealed record Step(string File, string Service);

    private sealed record Source(YamlMap Services, IReadOnlyList<string[]> Resets);

    public void Apply(ComposeDocument document)
    {
        if (document.Root["services"] is not YamlMap services)
        {
            return;
        }
        for (var i = 0; i < services.Count; i++)
        {
            Extend(services.Entries[i].Key, new(services, document.Resets), [], document.Resets);
        }
    }

    /// <summary>The service with what it extends laid below it; null where there is nothing.</summary>
    private YamlMap? Extend(string name, Source source, IReadOnlyList<Step> steps, IReadOnlyList<string[]> resets)
    {
        if (source.Services[name] is not YamlMap service || !service.TryGet("extends", out var extends))
        {
            return source.Services[name] as YamlMap;
        }
        if (Target(extends) is not { } target || Base(name, target, source, extends) is not { } found)
        {
            loader.Removed.Add($"services.{name}.extends");
            service.Remove("extends");
            return service;
        }
        var step = new Step(target.File ?? file, name);
        if (steps.Contains(step))
        {
            loader.Findings.Report(MergeRules.ExtendsCycle, extends.At, $"service '{name}' extends itself: {string.Join(" → ", steps.Append(step).Select(s => s.Service))}",
                "break the circle");
            service.Remove("extends");
            return service;
        }
        var below = Extend(target.Service, found, [.. steps, step], found.Resets);
        if (below is null)
        {
            service.Remove("extends");
            return service;
        }
        var wrapped = new YamlMap(below.At);
        wrapped.Set("services", Only(name, below.Clone()));
        Resets.Apply(wrapped, resets);
        var copy = wrapped.Map("services")!.Map(name) ?? new YamlMap(below.At);
        var merged = new Merger(loader.Findings).Merge(copy, service, ServiceSchema.Service, "services." + name);
        merged.Remove("extends");
        source.Services.Set(name, merged);
        return merged;
    }

    private static YamlMap Only(string key, YamlMap value)
    {
        var map = new YamlMap(value.At);
        map.Set(key, value);
        return map;
    }

    private sealed record ExtendsTarget(string Service, string? File);

    private ExtendsTarget? Target(YamlNode extends)
    {
        switch (extends)
        {
            case YamlScalar { Kind: ScalarKind.String or ScalarKind.Unknown } scalar:
                return new(scalar.Text, null);
            case YamlMap map when map.Text("service") is { } service && map["service"] is YamlScalar { Kind: ScalarKind.String }:
                return new(service, map.Text("file") is { } path ? Paths.Absolute(path, folder) : null);
            default:
                loader.Findings.Report(MergeRules.ExtendsTarget, extends.At, "`extends` names no service", "write `extends: {service: NAME}`");
                return null;
        }
    }

    private Source? Base(string name, ExtendsTarget target, Source here, YamlNode extends)
    {
        if (extends.IsUnknown() || (extends as YamlMap)?["file"].IsUnknown() == true || (extends as YamlMap)?["service"].IsUnknown() == true)
        {
            return null;
        }
        var source = target.File is null ? here : FromFile(target.File, extends);
        if (source is null || source.Services.Has(target.Service))
        {
            return source;
        }
        loader.Findings.Report(MergeRules.ExtendsTarget, extends.At, $"service '{name}' extends '{target.Service}', which {(target.File is null ? "is not there" : $"is not in {target.File}")}",
            loader.Findings.Near(target.Service, source.Services.Entries.Select(e => e.Key), "name a service that exists"));
        return null;
    }

    private Source? FromFile(string path, YamlNode extends)
    {
        if (loader.Read(path) is null)
        {
            loader.Findings.Report(MergeRules.ExtendsFile, extends.At, $"{path} {loader.Files.TroubleWith(path)}", "correct the path; it starts at the folder of this project");
            return null;
        }
        if ((extends as YamlMap)?["file"] is YamlScalar written)
        {
            loader.Inclusions.Add(new(ComposeInclusion.Extends, new(written.AsWritten ?? written.Text, path), extends.At.ToLocation()));
        }
        YamlMap? merged = null;
        var resets = new List<string[]>();
        foreach (var document in loader.Documents(path, variables))
        {
            if (merged is not null)
            {
                Resets.Apply(merged, document.Resets);
            }
            resets.AddRange(document.Resets);
            merged = loader.Combine(merged, document.Root, validate: false);
        }
        if (merged?["services"] is not YamlMap services)
        {
            loader.Findings.Report(MergeRules.ExtendsFile, extends.At, $"{path} has no services", "name a Compose file that has them");
            return null;
        }
        Paths.Resolve(merged, GoPath.Folder(path), loader.Findings);
        return new(services, resets);
    }
}
