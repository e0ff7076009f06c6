using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Forms;

/// <summary>Gives the long form of a value; a value that is long already, or of a wrong type, comes back as it is.</summary>
internal delegate YamlNode Form(YamlNode node, FormContext context);

/// <summary>Who hears of faults, and how many ports the ranges of one file may still become.</summary>
internal sealed class FormContext(Findings findings)
{
    private int portRoom = ComposeLimits.Ports;

    /// <summary>Whether so many ports still fit; a range that doesn't stays one entry.</summary>
    public bool TakePorts(int count)
    {
        if (count > portRoom)
        {
            return false;
        }
        portRoom -= count;
        return true;
    }

    public void Report(ComposeRule rule, Mark at, string message, string fix) => findings.Report(rule, at, message, fix);
}
