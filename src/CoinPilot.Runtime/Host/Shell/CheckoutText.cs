using System.Text;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Host.Shell;

/// <summary>The questions about a checkout as the shell program reads them, a line each: kind, Dockerfile, rules, path.</summary>
public static class CheckoutText
{
    public static string Of(CheckoutRequest request)
    {
        StringBuilder text = new();
        Add("in", new(CheckoutKind.Stat, request.Folder));
        foreach (var question in request.Questions)
        {
            Add(question.Kind.ToString().ToLowerInvariant(), question);
        }

        return text.ToString();

        void Add(string kind, CheckoutQuestion question) =>
            text.Append(kind).Append('\t').Append(CheckoutFile.Optional(question.Dockerfile)).Append('\t').Append(CheckoutFile.Encoded(question.Rules)).Append('\t')
                .Append(question.Path).Append('\n');
    }
}
