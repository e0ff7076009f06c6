using CoinPilot.Hosts;
using CoinPilot.Protocol;

namespace CoinPilot.Transport;

/// <summary>The one command that starts the agent on a host, and takes it from the same channel first where it is not there yet.</summary>
/// <remarks>
/// The client sends its first requests without waiting for an answer. So a host that lacks the agent says so and passes
/// over lines until the one that begins the agent's packed bytes; the client then says its requests again (D012).
/// </remarks>
public static class AgentBootstrap
{
    /// <summary>What the host says when it lacks the agent: a tab, the token, its architecture and its C library follow.</summary>
    public const string Needed = "agent-needed";

    /// <summary>What the host says when the agent can't be put there: a tab, the token and why follow.</summary>
    public const string Failed = "agent-failed";

    // One that is there and does not run, such as one that a disk has damaged, is replaced: else no deployment and no way
    // back would ever reach this host again.
    // What the login's shell has printed may have no line end: it must not swallow the first line.
    private const string Script = $$"""
        echo; t=$1; export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        f={{AgentPlaces.Folder}} c=none
        case $(uname -m) in x86_64) c=$2;; aarch64) c=$3;; esac
        runs() { [ -x "$p" ] && [ -n "$("$p" --version 2>/dev/null </dev/null)" ]; }
        for d in $c; do p=$f/$d/coinpilot; if runs; then break; fi; p=; done
        if [ -z "$p" ] && [ "$4" = any ] && v=$({{AgentPlaces.Link}} --protocol 2>/dev/null </dev/null) && [ "${v#* }" -ge "$5" ] && [ "${v% *}" -le "$6" ]; then p={{AgentPlaces.Link}}; fi
        no() { printf '{{Failed}}\t%s %s\n' "$t" "$1"; exit 1; }
        if [ -z "$p" ]; then
          printf '{{Needed}}\t%s %s %s\n' "$t" "$(uname -m)" "$(getconf GNU_LIBC_VERSION 2>/dev/null)"
          while IFS= read -r l; do case $l in "agent $t "*) break;; esac; done
          l=${l#"agent $t "} d=${l%% *} p={{AgentPlaces.Folder}}/${l%% *}/coinpilot
          umask 022; mkdir -p "$f" && w=$(mktemp -d "$f/.new.XXXXXX") || no "$f can't be written: see whether the disk is full or read-only: df -h $f"
          trap 'rm -rf "$w"' EXIT; trap 'exit 1' HUP INT TERM PIPE
          head -c "${l##* }" | gzip -d >"$w/coinpilot" || no "the agent did not arrive whole: see whether the disk is full: df -h $f"
          [ "$(sha256sum <"$w/coinpilot")" = "$d  -" ] || no "the agent arrived damaged: run the command again"
          chmod 755 "$w" "$w/coinpilot" && sync "$w/coinpilot" "$w" && { mv -T "$w" "$f/$d" 2>/dev/null || { mv -fT "$w/coinpilot" "$p" && rmdir "$w"; }; } && sync "$f/$d" "$f" || no "the agent could not be put into $f: df -h $f"
          runs || no "$p can't be executed: is $f mounted noexec, or its C library older than 2.28?"
        fi
        trap - EXIT; exec env -i PATH="$PATH" "$p" serve --token "$t"
        """;

    /// <summary>The command line; the client's lines follow on standard input.</summary>
    /// <param name="token">Stands in what the host says, so that nothing that a login prints can pass for it.</param>
    /// <param name="takesAny">An agent of another version will do, if one is there that speaks our protocol: nothing is waited for in an emergency (D015).</param>
    public static string Command(IAgentSource agents, string token, bool asRoot, bool takesAny)
    {
        string[] shell =
        [
            "-c", Script, "coinpilot", token, Candidates(agents, "x86_64"), Candidates(agents, "aarch64"), takesAny ? "any" : "own",
            $"{ProtocolVersion.Oldest}", $"{ProtocolVersion.Current}",
        ];
        return (asRoot ? RemoteCommand.Of("sh", shell) : RemoteCommand.Of("sudo", ["-n", "sh", .. shell])).ToShell();
    }

    private static string Candidates(IAgentSource agents, string architecture) =>
        agents.DigestsOf(architecture) is { IsEmpty: false } known ? string.Join(' ', known) : "unknown";
}
