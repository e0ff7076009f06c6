using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Forms;

/// <summary>Gives the long form of a value; a value that is long already, or of a wrong type, comes back as it is.</summary>
internal delegate YamlNode Form(YamlNode node, Findings findings);
