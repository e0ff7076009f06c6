using System.Collections.Immutable;
using System.Text;

namespace CoinPilot.Releases;

/// <summary>
/// The last Compose file of a unit whose stack has tasks: the host writes into it which services the next line leaves alone,
/// so that a task that has ended well runs once a boot and not once a line (D096).
/// </summary>
public static class TasksFile
{
    // Nobody turns it on.
    private const string Profile = "coinpilot-done";

    private const string Nothing = "coinpilot-nothing";

    private const string Head = "# Written by CoinPilot on the host while the unit starts: tasks that have ended well. At rest it leaves nothing out.\n";

    /// <summary>Every line does what it says.</summary>
    public const string Full = Head + "services: {}\n";

    /// <summary>For the line that starts what is there: it starts what waits for these tasks and not the tasks.</summary>
    /// <param name="needs">Services that wait for a task, and how: condition by task.</param>
    public static string Started(ImmutableArray<string> done, IEnumerable<(string Service, string Task, string Condition)> needs)
    {
        StringBuilder text = new(Head + "services:\n");
        foreach (var task in done)
        {
            Hide(text, task);
        }

        foreach (var waiting in needs.GroupBy(need => need.Service, StringComparer.Ordinal).Where(group => !done.Contains(group.Key)))
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  {YamlText.Quote(waiting.Key)}:\n    depends_on:\n");
            foreach (var (_, task, condition) in waiting)
            {
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"      {YamlText.Quote(task)}: {{ condition: {YamlText.Quote(condition)}, required: false }}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>For the line that decides, once all is as it would leave it: what it must not start again, and what depends on that, is left out.</summary>
    /// <param name="hidden">Tasks, and all that waits for them.</param>
    /// <param name="image">An image of this host, where nothing else is left; null where something is.</param>
    /// <remarks>A changed <c>depends_on</c> would be another configuration to Compose 2.26, and the container made anew.</remarks>
    public static string Settled(ImmutableArray<string> hidden, string? image)
    {
        StringBuilder text = new(Head + "services:\n");
        foreach (var service in hidden)
        {
            Hide(text, service);
        }

        // A project needs a service.
        return (image is null ? text : text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  {Nothing}: {{ image: {YamlText.Quote(image)}, scale: 0, network_mode: none }}\n")).ToString();
    }

    private static void Hide(StringBuilder text, string service) =>
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  {YamlText.Quote(service)}: {{ profiles: !override [ {Profile} ] }}\n");
}
