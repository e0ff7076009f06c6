using CoinPilot.Releases;

namespace CoinPilot.Agent.Cli;

/// <summary>What bash offers after <c>coinpilot</c>, also behind sudo (bash-completion's own folder for what is installed by hand).</summary>
internal static class BashCompletion
{
    public const string Path = "/usr/local/share/bash-completion/completions/coinpilot";

    public static string Text { get; } = $$"""
        # Made by coinpilot from its own list of commands.
        _coinpilot() {
          local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} word= i
          for ((i = 1; i < COMP_CWORD; i++)); do
            case ${COMP_WORDS[i]} in {{string.Join('|', HostWord.All.Select(word => word.Name))}}) word=${COMP_WORDS[i]}; break;; esac
          done
          case $prev in
            --app) COMPREPLY=($(compgen -W "$(ls {{HostLayout.Storage}} 2>/dev/null)" -- "$cur")); return;;
            --release) COMPREPLY=($(compgen -W "$(ls {{HostLayout.Storage}}/*/releases 2>/dev/null | grep '^[0-9]')" -- "$cur")); return;;
            {{string.Join('|', HostWord.All.SelectMany(word => word.Options).Concat(HostWord.Common).Where(option => option.Value.Length > 0 && option.Name is not ("--app" or "--release")).Select(option => option.Name).Distinct())}}) return;;
          esac
          case $word in
            '') COMPREPLY=($(compgen -W "{{string.Join(' ', HostWord.All.Select(word => word.Name))}}" -- "$cur"));;
        {{string.Concat(HostWord.All.Select(word => $"    {word.Name}) COMPREPLY=($(compgen -W \"{string.Join(' ', word.Options.Concat(HostWord.Common).Select(option => option.Name))}\" -- \"$cur\"));;\n"))}}  esac
        }
        complete -F _coinpilot coinpilot

        """;
}
