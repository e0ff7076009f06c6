using System.Collections.Immutable;
using System.Text;

namespace CoinPilot.Hosts;

/// <summary>What is an app's on its host: what a removal takes away, and what it leaves.</summary>
/// <param name="IsForeign">The installed unit was not made by a deployment of ours: neither it nor its containers are touched.</param>
/// <param name="Goes">unit, container, network, release, object, tag.</param>
/// <param name="Stays">volume, file, folder; of a foreign stack its unit and containers.</param>
public sealed record Holdings(bool IsForeign, ImmutableArray<Holding> Goes, ImmutableArray<Holding> Stays)
{
    /// <summary>The unit that stood there before the first deployment, or null.</summary>
    public string? FormerUnit => Named(Stays, "file").FirstOrDefault(name => name.EndsWith("/foreign-unit", StringComparison.Ordinal));

    /// <summary>Exactly what goes and what stays, for whoever is asked.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append("goes\n");
        Line("units", Named(Goes, "unit"));
        Line("containers", Named(Goes, "container"));
        Line("networks", Named(Goes, "network"));
        Line("releases", Named(Goes, "release"));
        Count("shipped files and folders", Named(Goes, "object").Length);
        Count("image tags coinpilot/…", Named(Goes, "tag").Length);
        text.Append("stays\n");
        Line(IsForeign ? "a unit that CoinPilot did not make" : "units", Named(Stays, "unit"));
        Line("its containers", Named(Stays, "container"));
        Line("volumes", Named(Stays, "volume"));
        Line("what services wrote", Named(Stays, "folder"));
        Line("files", Named(Stays, "file"));
        text.Append("  images under their own names (docker image prune -a takes those that nothing uses)\n");
        return text.ToString();

        void Line(string title, ImmutableArray<string> names)
        {
            if (!names.IsEmpty)
            {
                text.Append("  ").Append(title).Append(": ").AppendJoin(", ", names).Append('\n');
            }
        }

        void Count(string title, int count)
        {
            if (count > 0)
            {
                text.Append("  ").Append(count).Append(' ').Append(title).Append('\n');
            }
        }
    }

    private static ImmutableArray<string> Named(ImmutableArray<Holding> all, string kind) =>
        [.. all.Where(item => item.Kind == kind).Select(item => item.Name.Replace("\n", @"\n", StringComparison.Ordinal).Replace("\t", @"\t", StringComparison.Ordinal))]; // networks may have any name
}

/// <summary>One thing of an app on its host.</summary>
public sealed record Holding(string Kind, string Name);
