namespace CoinPilot.Compose.Yaml;

/// <summary>A file's bytes to documents, within bounds.</summary>
internal static class YamlReader
{
    public static List<YamlNode> Read(byte[] bytes, string file, Findings findings)
    {
        var documents = new List<YamlNode>();
        if (bytes.Length > ComposeLimits.FileBytes)
        {
            findings.Report(YamlRules.TooLarge, new Mark(file, 1, 1),
                $"the file has {bytes.Length >> 20} MiB, more than the {ComposeLimits.FileBytes >> 20} MiB that are read", "split it");
            return documents;
        }
        if (YamlEncoding.Decode(bytes, file, findings) is not { } text)
        {
            return documents;
        }
        try
        {
            documents.AddRange(new YamlParser(file, text, new YamlComposer(findings)).Documents());
            documents.ForEach(document => AliasPaths.Check(document, findings));
        }
        catch (YamlSyntaxException e)
        {
            findings.Report(YamlRules.Syntax, e.At, e.Message, e.Fix);
        }
        catch (ComposeLimitException e)
        {
            findings.Report(YamlRules.TooLarge, e.At, e.Message, "nest less deeply");
        }
        return documents;
    }
}
