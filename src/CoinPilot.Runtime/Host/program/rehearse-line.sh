# shellcheck shell=sh  # rehearse: the unit's command lines

unit_commands() { # KEY: its command lines as systemd read them: ignored|decides, then quoted words
  object=$(busctl call org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager LoadUnit s "$unit" | cut -d '"' -f 2)
  busctl get-property org.freedesktop.systemd1 "$object" org.freedesktop.systemd1.Service "$1" | awk '
    { # a(sasbttttuii) COUNT { "path" ARGC "word"… ignored, and seven numbers }
      for (rest = $0; rest != ""; sub(/^ +/, "", rest)) {
        match(rest, /^("([^"\\]|\\.)*"|[^ ]+)/)
        text = substr(rest, 1, RLENGTH)
        rest = substr(rest, RLENGTH + 1)
        token[++n] = text ~ /^"/ ? word(substr(text, 2, length(text) - 2)) : text
      }
      for (i = 3; i < n; i += 9) {
        words = ""
        for (left = token[++i] + 0; left > 0; left--) words = words " " token[++i]
        print (token[i + 1] == "true" ? "ignored" : "decides") words
      }
    }
    function word(text,  at, out, c) { # what C escapes mean, as one word of the shell
      while (match(text, /\\([0-7][0-7][0-7]|.)/)) {
        c = substr(text, RSTART + 1, RLENGTH - 1)
        if (c ~ /[nt]/) c = " "
        else if (c ~ /^[0-7]/) c = sprintf("%c", substr(c, 1, 1) * 64 + substr(c, 2, 1) * 8 + substr(c, 3, 1))
        out = out substr(text, 1, RSTART - 1) c
        text = substr(text, RSTART + RLENGTH)
      }
      out = out text
      gsub(/\047/, "\047\\\047\047", out)
      return "\047" out "\047"
    }'
}

quoted() { printf " '%s'" "$(printf %s "$1" | sed "s/'/'\\\\''/g")"; }

rehearse_line() { # WORD…: takes the line apart: what comes before the verb of Compose, the verb, what comes after
  commands=$((commands + 1))
  case " $* " in *' /bin/sh '*/host.sh' sweep '*) rehearse_sweep "$@"; return ;; esac
  head='' tail='' action='' state=program line=$* env_file=$(property WorkingDirectory)/.env
  for word in "$@"; do
    case $state in
      program)
        case ${word##*/} in docker) state=docker ;; docker-compose) state=compose ;; esac
        case $word in /*) [ -x "$word" ] || finding error path "the program $word, which the unit runs, is not there" "install it, or correct the unit" ;; esac
        ;;
      docker) case $word in compose) state=compose ;; -H | --host | -c | --context | --config | -l | --log-level) state=docker-value ;; -*) ;; *) state=other ;; esac ;;
      docker-value) state=docker ;;
      compose)
        case $word in
          --env-file=*) env_file=${word#*=} && needs_path "$env_file" ;;
          --*=/*) needs_path "${word#*=}" ;;
          --*=*) ;;
          -f | --file | -p | --project-name | --project-directory | --env-file | --profile | --ansi | --progress | --parallel | --workdir) state=compose-value option=$word ;;
          -*) ;;
          *) action=$word state=verb ;;
        esac
        ;;
      compose-value)
        state=compose
        case $word in /*) needs_path "$word" ;; esac
        [ "$option" != --env-file ] || env_file=$word
        ;;
      verb) tail="$tail$(quoted "$word")" ;;
    esac
    if [ -z "$action" ]; then head="$head$(quoted "$word")"; fi
  done
  if [ -z "$action" ]; then
    say "not rehearsed, since it is no line of Compose: $key=$(flat "$line")"
  elif [ -n "$docker_path" ]; then
    rehearse_compose
  fi
}

rehearse_sweep() { # WORD…: our own line that takes away what a power cut left half made; it would, so it is not run
  for word in "$@"; do
    case $word in */host.sh) ;; *) continue ;; esac
    if sh -n "$word" 2>/dev/null && grep -q '^sweep()' "$word"; then
      sweeps=yes
    else
      finding warning sweep "$word, which the unit runs first, is missing, broken or older than the unit: what a power cut leaves half made stays in the way of a start" "deploy again with --force: that puts it back"
    fi
  done
}

needs_path() {
  [ -e "$1" ] || finding error path "$1, which the unit names, is not there" "put it back; a .env: sudo install -d -m 700 $(dirname "$1") && sudo install -m 600 .env $1"
}

rehearse_compose() {
  weight=error understood=yes
  [ "$ignored" = decides ] || weight=warning
  case $heads in
    *"|$head|"*) ;;
    *)
      heads="$heads|$head|"
      as_the_unit "$head config --quiet" ||
        finding error compose "Compose refuses the unit's own line ($key, $action): $(without_values "$env_file" <"$work/output" | tail -n 3)" "correct what it names, or deploy again"
      ;;
  esac
  case $action in
    up | start | stop | restart | pull | build | create | down | kill | rm | ps)
      case $heads in
        *"|$action$tail|"*) ;;
        *)
          heads="$heads|$action$tail|"
          eval "timeout -k 5 60 $head $action --help$tail" </dev/null >"$work/output" 2>&1 || understood=no
          ;;
      esac
      [ "$understood" = yes ] || finding "$weight" words "Compose does not understand the line $key, $action$(printf %s "$tail" | tr -d "'"): $(tail -n 1 "$work/output")" "correct the unit, or deploy again"
      ;;
    *) dk compose "$action" --help >/dev/null 2>&1 || finding "$weight" words "Compose has no verb $action (line $key)" "correct the unit" ;;
  esac
  case $key:$action:$ignored in
    ExecStart:up:*) rehearse_stack ;;
    ExecStartPre:pull:decides)
      finding error unguarded "the unit pulls before it starts anything, and a pull that fails ends the start: with a registry that is down, or an image that is only built here, nothing starts" \
        "./build.sh DeployUnit puts a guarded unit in its place"
      ;;
  esac
}

as_the_unit() { # WORDS, quoted for the shell: as a unit of its own, in the surroundings of ours; what it says is in output
  eval "timeout -k 5 120 systemd-run --quiet --wait --collect --pipe $surroundings -- $1" </dev/null >"$work/output" 2>&1
}

surroundings_of_unit() {
  for name in WorkingDirectory User Group SupplementaryGroups UMask RootDirectory ProtectSystem ProtectHome PrivateTmp PrivateNetwork \
    PrivateDevices ReadOnlyPaths InaccessiblePaths PassEnvironment UnsetEnvironment Environment; do
    setting=$(property "$name")
    case $setting in '' | '[not set]' | no) ;; '!'*) printf ' -p %s' "$(quoted "$name=-${setting#?}")" ;; *) printf ' -p %s' "$(quoted "$name=$setting")" ;; esac
  done
  property EnvironmentFiles | sed -n 's/^\(.*\) (ignore_errors=yes)$/-\1/p; s/^\(.*\) (ignore_errors=no)$/\1/p' |
    while read -r file; do printf ' -p %s' "$(quoted "EnvironmentFile=$file")"; done
}
