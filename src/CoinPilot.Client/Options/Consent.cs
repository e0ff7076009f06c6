using CoinPilot.Inspection;
using CoinPilot.Runs;
using CoinPilot.Stack;

namespace CoinPilot.Options;

/// <summary>The operator's yes to what cannot be taken back: by --yes, else asked for on a terminal.</summary>
public sealed class Consent(bool given, bool isTerminal, TextReader answers, TextWriter questions)
{
    /// <summary>Of this process: its terminal is there when neither input nor output is redirected.</summary>
    public static Consent OfConsole(bool given) =>
        new(given, !Console.IsInputRedirected && !Console.IsOutputRedirected, Console.In, Console.Out);

    /// <summary>Throws <see cref="DeploymentException"/> (exit 2) when it could never be given: no --yes, and nobody to ask.</summary>
    /// <param name="what">What will happen.</param>
    public void EnsurePossible(string what)
    {
        if (!given && !isTerminal)
        {
            throw new DeploymentException($"{what} Nothing was touched: there is no terminal to ask on. Say --yes, or set COINPILOT_YES=true.", FailureKind.BadInput);
        }
    }

    /// <summary>Throws <see cref="DeploymentException"/> (exit 2) unless the answer is yes.</summary>
    /// <param name="what">What will happen.</param>
    /// <param name="word">What must be typed: another word where a habit must not answer.</param>
    public void Demand(string what, string word = "yes")
    {
        EnsurePossible(what);
        if (given)
        {
            return;
        }

        questions.Write($"{TerminalText.Harmless(what)} Type {TerminalText.Harmless(word)}: ");
        questions.Flush();
        var answer = answers.ReadLine()?.Trim().ToLowerInvariant();
        if (answer != word && (word, answer) is not ("yes", "y"))
        {
            throw new DeploymentException($"Not done: the answer was not {word}.", FailureKind.BadInput);
        }
    }
}
