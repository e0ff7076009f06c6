using System.Globalization;
using CoinPilot.Harness;

namespace CoinPilot.Benchmarks;

/// <summary>Two services of which each deployment changes one: the same work for whoever deploys it, and no image to pull or build.</summary>
internal sealed class ChangingStack : IDisposable
{
    private int revision;

    public ChangingStack(string app)
    {
        Stack = new(app);
        Stack.Services.Remove(Stack.Web);
        Stack.Db.Extra.Clear();
        Stack.Services.ForEach(x =>
        {
            x.Healthcheck = null;
            x.Extra.Add("pull_policy: never");
        });
        Stack.Db.Extra.Add("");
        Change();
    }

    public TinyStack Stack { get; }

    /// <summary>The next deployment has to recreate one container.</summary>
    public void Change()
    {
        Stack.Db.Extra[^1] = string.Create(CultureInfo.InvariantCulture, $"environment: {{ REVISION: \"{++revision}\" }}");
        Stack.Save();
    }

    public void Dispose() => Stack.Dispose();
}
