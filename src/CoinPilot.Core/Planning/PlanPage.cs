using System.Collections.Immutable;
using System.Globalization;

namespace CoinPilot.Planning;

/// <summary>Lines of a width, with what doesn't fit hanging below where it began.</summary>
internal sealed class PlanPage(int width)
{
    private readonly ImmutableArray<PlanLine>.Builder lines = ImmutableArray.CreateBuilder<PlanLine>();

    public ImmutableArray<PlanLine> ToImmutable() => lines.ToImmutable();

    public void Line(PlanTone tone, string text) => lines.Add(new(tone, text));

    public void Heading(string text)
    {
        Line(PlanTone.Plain, "");
        Line(PlanTone.Heading, text);
    }

    /// <summary>A word longer than the line stands on a line of its own, whole: it may have to be copied.</summary>
    public void Wrapped(PlanTone tone, string start, string text)
    {
        var indent = new string(' ', Columns(start));
        var line = start;
        var isEmpty = true;
        foreach (var word in text.Split(' '))
        {
            if (!isEmpty && Columns(line) + 1 + Columns(word) > width)
            {
                Line(tone, line);
                line = indent;
                isEmpty = true;
            }

            line += isEmpty ? word : " " + word;
            isEmpty = false;
        }

        Line(tone, line);
    }

    private static int Columns(string text) => new StringInfo(text).LengthInTextElements;
}
