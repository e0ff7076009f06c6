using System.Globalization;
using System.Text;

namespace CoinPilot.Compose.Yaml;

/// <summary>Anchors, aliases, tags and directives.</summary>
internal sealed partial class YamlScanner
{
    private void Anchor(TokenKind kind)
    {
        var at = Here;
        Skip();
        var name = Word();
        if (name.Length == 0 || !(IsBlankOrEnd(Current) || Current is '?' or ':' or ',' or ']' or '}' or '%' or '@' or '`'))
        {
            throw new YamlSyntaxException(at, kind == TokenKind.Alias ? "'*' begins an alias, but no name follows" : "'&' begins an anchor, but no name follows",
                "put the value in quotes");
        }
        Add(kind, at, name);
    }

    private string Word()
    {
        var word = new StringBuilder();
        while (IsWord(Current))
        {
            Read(word);
        }
        return word.ToString();
    }

    private void Tag()
    {
        var at = Here;
        string handle, suffix;
        if (Peek(1) == '<')
        {
            Skip(2);
            (handle, suffix) = ("", Uri("", at));
            if (Current != '>')
            {
                throw new YamlSyntaxException(at, "a '>' is missing at the end of a tag");
            }
            Skip();
        }
        else
        {
            handle = Handle(at, isDirective: false);
            if (handle.Length > 1 && handle[^1] == '!')
            {
                suffix = Uri("", at);
            }
            else
            {
                suffix = Uri(handle, at);
                (handle, suffix) = suffix.Length == 0 ? ("", "!") : ("!", suffix);
            }
        }
        if (!IsBlankOrEnd(Current))
        {
            throw new YamlSyntaxException(at, "a blank is missing behind a tag", "put the value in quotes if '!' belongs to it");
        }
        Add(TokenKind.Tag, at, handle, suffix);
    }

    private string Handle(Mark at, bool isDirective)
    {
        if (Current != '!')
        {
            throw new YamlSyntaxException(at, "a '!' is missing in a tag");
        }
        var handle = new StringBuilder();
        Read(handle);
        while (IsWord(Current))
        {
            Read(handle);
        }
        if (Current == '!')
        {
            Read(handle);
        }
        else if (isDirective && handle.Length > 1)
        {
            throw new YamlSyntaxException(at, "a '!' is missing at the end of a tag's handle");
        }
        return handle.ToString();
    }

    /// <summary>The rest of a tag; what of the handle belongs to it comes first.</summary>
    private string Uri(string start, Mark at)
    {
        var uri = new StringBuilder(start.Length > 1 ? start[1..] : "");
        var any = start.Length > 0;
        while (IsWord(Current) || (Current != '\0' && ";/?:@&=+$,.!~*'()[]%".Contains(Current, StringComparison.Ordinal)))
        {
            any = true;
            if (Current == '%')
            {
                Escape(uri, at);
            }
            else
            {
                Read(uri);
            }
        }
        return any ? uri.ToString() : throw new YamlSyntaxException(at, "a tag has no name", "put the value in quotes if '!' belongs to it");
    }

    private void Escape(StringBuilder uri, Mark at)
    {
        var octets = new List<byte>();
        while (Current == '%' && char.IsAsciiHexDigit(Peek(1)) && char.IsAsciiHexDigit(Peek(2)))
        {
            octets.Add(byte.Parse($"{Peek(1)}{Peek(2)}", NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            Skip(3);
        }
        if (octets.Count == 0)
        {
            throw new YamlSyntaxException(at, "a '%' in a tag is no escape");
        }
        uri.Append(Encoding.UTF8.GetString([.. octets]));
    }

    private void Directive()
    {
        var at = Here;
        Skip();
        var name = Word();
        if (name.Length == 0 || !IsBlankOrEnd(Current))
        {
            throw new YamlSyntaxException(at, "a '%' at the beginning of a line begins a directive", "put the value in quotes");
        }
        SkipBlanks();
        switch (name)
        {
            case "YAML":
                Add(TokenKind.VersionDirective, at, Version(at));
                break;
            case "TAG":
                TagDirective(at);
                break;
            default:
                throw new YamlSyntaxException(at, $"'%{name}' is no directive", "remove the line");
        }
        SkipBlanks();
        if (Current == '#')
        {
            SkipRestOfLine();
        }
        if (!IsBreakOrEnd(Current))
        {
            throw new YamlSyntaxException(at, "something follows a directive", "begin a new line behind it");
        }
        if (IsBreak(Current))
        {
            SkipLine();
        }
    }

    private string Version(Mark at)
    {
        var version = new StringBuilder();
        Number();
        if (Current != '.')
        {
            throw new YamlSyntaxException(at, "a version reads 1.1");
        }
        Read(version);
        Number();
        return version.ToString();

        void Number()
        {
            var length = 0;
            for (; char.IsAsciiDigit(Current); length++)
            {
                Read(version);
            }
            if (length is 0 or > 2)
            {
                throw new YamlSyntaxException(at, "a version reads 1.1");
            }
        }
    }

    private void TagDirective(Mark at)
    {
        var handle = Handle(at, isDirective: true);
        if (!IsBlank(Current))
        {
            throw new YamlSyntaxException(at, "a blank is missing in a %TAG directive");
        }
        SkipBlanks();
        var prefix = Uri("", at);
        if (!IsBlankOrEnd(Current))
        {
            throw new YamlSyntaxException(at, "a blank is missing behind a %TAG directive");
        }
        Add(TokenKind.TagDirective, at, handle, prefix);
    }
}
