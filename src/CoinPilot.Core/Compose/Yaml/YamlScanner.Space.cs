namespace CoinPilot.Compose.Yaml;

/// <summary>Blanks, line ends and comments between tokens.</summary>
internal sealed partial class YamlScanner
{
    /// <summary>How far ahead a further comment is looked for.</summary>
    private const int CommentReach = 512;

    private void SkipToToken()
    {
        while (true)
        {
            if (Position == 0 && Current == '\uFEFF')
            {
                Skip();
            }
            while (Current == ' ' || (Current == '\t' && (InFlow || !keyAllowed)))
            {
                Skip();
            }
            if (Current == '#')
            {
                SkipComments();
            }
            if (!IsBreak(Current))
            {
                return;
            }
            SkipLine();
            keyAllowed |= !InFlow;
        }
    }

    /// <summary>A comment behind a token; tabs may stand before it.</summary>
    private void SkipLineComment()
    {
        if (LinesSinceText > 0)
        {
            return;
        }
        var ahead = 0;
        while (ahead < CommentReach && IsBlank(Peek(ahead)))
        {
            ahead++;
        }
        if (ahead < CommentReach && Peek(ahead) == '#')
        {
            SkipRestOfLine();
        }
    }

    /// <summary>A comment, and those in the lines below it, however they are indented.</summary>
    private void SkipComments()
    {
        while (true)
        {
            SkipRestOfLine();
            var ahead = 0;
            while (ahead < CommentReach && (IsBlank(Peek(ahead)) || IsBreak(Peek(ahead))))
            {
                ahead++;
            }
            if (ahead >= CommentReach || Peek(ahead) != '#')
            {
                return;
            }
            var target = Position + ahead;
            while (Position < target)
            {
                if (IsBreak(Current))
                {
                    SkipLine();
                }
                else
                {
                    Skip();
                }
            }
        }
    }
}
