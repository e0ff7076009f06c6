namespace CoinPilot.Agent.Cli;

/// <summary>The manual page coinpilot(8), in the macros of man(7).</summary>
internal static class ManualPage
{
    public const string Path = "/usr/local/share/man/man8/coinpilot.8";

    public static string Text { get; } = $"""
        .\" Made by coinpilot from its own list of commands.
        .TH COINPILOT 8 "" "{Plain(ProductVersion.Text)}" "System Manager's Manual"
        .SH NAME
        coinpilot \- the stack of this host: what runs, and the way back
        .SH SYNOPSIS
        .B sudo coinpilot
        .I COMMAND
        [\fIOPTION\fR]...
        .SH COMMANDS
        {string.Concat(HostWord.All.Select(Entry))}.SH OPTIONS OF EVERY COMMAND
        {string.Concat(HostWord.Common.Select(Entry))}.SH EXIT STATUS
        0: well. 2: bad input, nothing touched. 11: degraded. 20: failed, and rolled back. 21: failed, and the way back too. 30: another step runs. 1: anything else.
        .SH FILES
        .TP
        .I /var/lib/coinpilot/APP
        releases, history, and \fIpending\fR while a switch is not confirmed
        .TP
        .I /etc/coinpilot/APP/.env
        the values of the stack
        .SH SEE ALSO
        .BR systemctl (1),
        .BR journalctl (1),
        .BR docker (1)

        """;

    private static string Entry(HostWord word) =>
        $".TP\n.B {Plain(word.Name)}\n{Plain(word.Summary)}\n" + string.Concat(word.Options.Select(option => $".RS\n{Entry(option)}.RE\n"));

    private static string Entry(HostOption option) => $".TP\n\\fB{Plain(option.Name)}\\fR \\fI{Plain(option.Value)}\\fR\n{Plain(option.Summary)}{(option.Repeats ? "; more than once for several" : "")}\n";

    // A hyphen of a text is a minus here, and a dot or quote at a line's begin would be a macro.
    private static string Plain(string text) => text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
}
