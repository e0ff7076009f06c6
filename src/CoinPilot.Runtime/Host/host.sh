#!/bin/sh
# CoinPilot's program on the host. The client sends it before every step; each switch leaves a copy for the
# revert timer, the boot guard and you. It runs as root:   sh host.sh VERB key=value…
#
#   At 3 a.m., to undo a deployment that is not confirmed yet:
#     sudo sh /var/lib/coinpilot/coinpilot/host.sh revert app=coinpilot
#   To see what is here:
#     sudo sh /var/lib/coinpilot/coinpilot/host.sh observe app=coinpilot
#   To see whether the stack would come back after a reboot (changes nothing):
#     sudo sh /var/lib/coinpilot/coinpilot/host.sh rehearse app=coinpilot
#   To go back to an older release OLD (CURRENT as `observe` names it), without the client:
#     sudo sh …/host.sh switch  app=coinpilot release=OLD based_on=CURRENT hold=yes confirm_within=600
#     sudo sh …/host.sh start   app=coinpilot release=OLD
#     sudo sh …/host.sh confirm app=coinpilot release=OLD      (or revert)
#
# verbs    observe   facts; changes nothing but tags that a dead stage left moved
#          preview   the same, and what Compose would make of a release on standard input; changes nothing
#          stage     a new release from standard input; touches nothing that runs
#          switch    installs a release's unit, with everything ready for the way back
#          start     starts what was switched to
#          watch     what the containers do, as it changes      explain   their last log lines
#          logs      what the services wrote, or are writing    history   the journal's lines
#          checkout  reads a stack's folder on this host, or what became of a release's
#          confirm   keeps the new release                      revert    puts the old one back
#          holdings  what is this app's on this host            uninstall removes it, but never a volume
#          rehearse  whether the installed unit would start; touches nothing that runs
#          restore   gets images of an older release that are gone (switch wants them)
#          reboot    the host, unless a switch is pending
#          sweep     the unit's own first line: takes away containers that a power cut left half made
#          serve     many verbs over one connection: the client's
# output   name<TAB>value lines; `say` is for people, `error` and `fix` come before a failure
# exit     0 ok, 1 failed, 2 bad input and nothing touched, 21 reverted but unhealthy, 30 conflict
#
# /var/lib/coinpilot/APP/pending is the switch that is not confirmed: as long as it is there, a timer (and after
# a reboot the guard) puts back what base/old holds. Every verb is safe to repeat after it died anywhere.

# shellcheck disable=SC2016 # templates of docker are in single quotes on purpose
set -eu
# What is exported here, Compose puts into ${…}: so little of it, and no TZ.
LC_ALL=C HOME=~root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin
export LC_ALL HOME PATH BUILDX_NO_DEFAULT_ATTESTATIONS=1 COMPOSE_PATH_SEPARATOR=: DOCKER_CLI_HINTS=false
umask 077 # what others may read is said where it is made
tab=$(printf '\t')
newline='
'
systemd_folder=/etc/systemd/system
again='run the command again' disk_fix='see whether the disk is full: df -h /var/lib' look='observe the host'
usage_fix='sh host.sh prints how it is used'

# --- saying things ---------------------------------------------------------------------------------------------

# A client that is gone ends a watch and a stage (SIGPIPE); the other verbs ignore it and must not stop halfway.
emit() { printf '%s\t%s\n' "$1" "${2:-}" 2>/dev/null || :; }
emit_text() { emit "$1" "$(base64 -w0)"; }
say() { emit say "$*"; }

fail() { # EXIT-CODE ERROR [FIX]
  why=$2
  emit error "$(printf %s "$2" | tr '\n\t' '  ')"
  [ -z "${3:-}" ] || emit fix "$3"
  explained=yes
  exit "$1"
}

clean() { # most words are clean: a program for each would cost more than all the rest of a short verb
  case $1 in
    *[!A-Za-z0-9._:@/\ -]*) printf %s "$1" | tr -cd 'A-Za-z0-9._:@/ -' | cut -c1-200 ;;
    *) printf '%.200s' "$1" ;;
  esac
}

flat() { printf %s "$1" | tr '\n\t' '  ' | sed 's/  */ /g; s/ $//'; }

record() { # PHASE [DETAIL]: a line in the journal
  [ -d "$base" ] || return 0
  printf '{"ts":"%s","verb":"%s","phase":"%s","release":"%s","by":"%s","from":"%s","detail":"%s"}\n' \
    "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$verb" "$1" "$(clean "$release")" "$by" "$from" "$(clean "${2:-}")" \
    >>"$base/journal.jsonl" || :
}

trim_journal() { # the newest thousand lines stay; only under both locks, so that no line is written meanwhile
  if [ "$(wc -l <"$base/journal.jsonl")" -gt 1000 ]; then tail -n 1000 "$base/journal.jsonl" | durable - "$base/journal.jsonl" 600; fi
}

usage() {
  sed -n '2,/^[^#]/{/shellcheck/d; s/^# \{0,1\}//p}' "$program"
  exit 2
}

# --- files: each is written under another name, synced, renamed, and its folder synced ---------------------------

conf() { # KEY FILE: the value of a key='value' line, empty when it isn't there
  conf_value=''
  [ ! -f "$2" ] || while IFS= read -r conf_line || [ -n "$conf_line" ]; do
    case $conf_line in "$1='"*"'") conf_value=${conf_line#"$1='"} conf_value=${conf_value%"'"} ;; esac
  done <"$2"
  printf '%s\n' "$conf_value"
}

durable() { # SOURCE TARGET [MODE]: SOURCE (a file or a link, or - for standard input) becomes TARGET
  part=${2%/*}/.${2##*/}.part
  if [ -e "$part" ] || [ -L "$part" ]; then rm -f "$part"; fi
  if [ "$1" = - ]; then
    cat >"$part" # it is ours alone, as umask says
    case ${3:-600} in 600) ;; *) chmod "$3" "$part" ;; esac
  elif [ -n "${3:-}" ]; then
    install -m "$3" -o 0 -g 0 "$1" "$part"
  else
    cp -a "$1" "$part"
  fi
  [ -L "$part" ] || is_volatile "$2" || sync "$part"
  mv -fT "$part" "$2"
  if command -v restorecon >/dev/null; then restorecon "$2" || :; fi
  is_volatile "$2" || sync "${2%/*}"
}

is_volatile() { case $1 in /run/*) ;; *) return 1 ;; esac; } # in memory: nothing of it is left after a power cut

remove() { # FILE…, and their folder's entry
  for file in "$@"; do
    if [ -e "$file" ] || [ -L "$file" ]; then
      rm -f "$file"
      sync "${file%/*}"
    fi
  done
}

digest_of() { digest_line=$(sha256sum "$1") && printf '%s\n' "${digest_line%% *}"; }
listed() { case " $2 " in *" $1 "*) ;; *) return 1 ;; esac; }
older() { # VERSION VERSION, of numbers between dots; a word (dev) is no older version
  case $1 in [!0-9]*) return 1 ;; esac
  left=$1. right=$2.
  while [ -n "$right" ]; do
    number=${left%%.*} other_number=${right%%.*}
    if [ "${number:-0}" != "${other_number:-0}" ]; then
      [ "${number:-0}" -lt "${other_number:-0}" ]
      return
    fi
    left=${left#*.} right=${right#*.}
  done
  return 1
}

# --- locks: 9 is held within one verb, 8 while a release is staged or pruned ---------------------------------------

lock() { # [SECONDS]
  exec 9>>"/run/coinpilot-$app.lock"
  flock -w "${1:-60}" 9 || fail 30 "another step of $app has been running on this host for ${1:-60} s" \
    "wait for it to end, then run the command again"
}

stage_lock() { # flock's options
  exec 8>>"$base/stage.lock"
  flock "$@" 8
}

# --- docker, always bounded ---------------------------------------------------------------------------------------

docker_bound=60
dk() { timeout -k 5 "$docker_bound" docker "$@" 9>&-; }
image_id() { found_id=$(dk image inspect -f '{{.Id}}' "$1" 2>/dev/null) || found_id=-; echo "$found_id"; }
image_ids() { # REFERENCE…: a line for each, with its image's id, or - where there is none
  [ $# -gt 0 ] || return 0
  if ids=$(dk image inspect -f '{{.Id}}' "$@" 2>/dev/null); then
    for id in $ids; do
      echo "$1 $id"
      shift
    done
  else
    # One that is missing leaves the others without their places: each by itself, and all at once.
    for reference in "$@"; do echo "$reference $(image_id "$reference")" & done
    wait
  fi
}
id_in() { # LIST of image_ids, REFERENCE: its id, or -
  found_id=- looked_for=$2
  # shellcheck disable=SC2086 # its lines are two words each
  set -- $1
  while [ $# -gt 1 ]; do
    [ "$1" != "$looked_for" ] || found_id=$2
    shift 2
  done
  echo "$found_id"
}
references_of() { for pair in $1; do echo "${pair#*=}"; done | sort -u; }
owners_of() { # CONTAINER…: NAME=PROJECT (none: NAME=) of those that there are
  [ $# = 0 ] || dk inspect --type container -f '{{slice .Name 1}}={{index .Config.Labels "com.docker.compose.project"}}' "$@" 2>/dev/null || :
}
release_tag() { # SERVICE RELEASE
  case $1 in
    *[A-Z]*) printf 'coinpilot/%s/%s:%s\n' "$app" "$(printf %s "$1" | tr '[:upper:]' '[:lower:]')" "$2" ;;
    *) printf 'coinpilot/%s/%s:%s\n' "$app" "$1" "$2" ;;
  esac
}
containers_of() { dk ps -aq --no-trunc --filter "label=com.docker.compose.project=$1"; }

compose() { # SECONDS FILES ARGUMENT…: for the release that was loaded; takes the place of the subshell that it is called in
  bound=$1 files=$2
  shift 2
  COMPOSE_FILE=$files exec timeout -k 10 "$bound" docker compose --project-name "$r_project" \
    --project-directory "${r_project_directory:-$base/project}" --env-file "$r_env_file" "$@"
}

# Through `docker`, the plugin is started three times to run once. For what is only asked, it is run by itself.
ask_compose() { # SECONDS FILES ARGUMENT…: as compose
  bound=$1 files=$2
  shift 2
  set -- --project-name "$r_project" --project-directory "${r_project_directory:-$base/project}" --env-file "$r_env_file" "$@"
  find_compose
  [ -n "$compose_path" ] || set -- compose "$@"
  COMPOSE_FILE=$files exec timeout -k 10 "$bound" "${compose_path:-docker}" "$@"
}

# `config` with no engine to look at: asking it makes dockerd look at its own programs. A Compose that wants one gets it.
read_project() { # FILES ARGUMENT…: as ask_compose
  (DOCKER_HOST=unix:///dev/null ask_compose 60 "$@" 2>/dev/null) || (ask_compose 60 "$@")
}

find_compose() { # sets compose_path: the plugin that docker would run, or nothing; in docker's order
  [ -z "$compose_path" ] || return 0
  for folder in "$HOME/.docker" /usr/local/lib/docker /usr/local/libexec/docker /usr/lib/docker /usr/libexec/docker; do
    if [ -x "$folder/cli-plugins/docker-compose" ]; then
      compose_path=$folder/cli-plugins/docker-compose
      return
    fi
  done
}

# What a start needs, read from `docker compose config` (its output holds secrets: nothing else of it is kept):
#   project NAME    image SERVICE REFERENCE    platform SERVICE os/arch    bind never|made|default SERVICE PATH    file PATH
#   context SERVICE PATH       volume KEY NAME own|external    network NAME external
compose_facts() {
  awk '
    function value(line) { sub(/^ *(- )?[a-z_]+: */, "", line); gsub(/^["\047]|["\047]$/, "", line); return line }
    function name(line) { gsub(/^ *|: *(null|\{\})?$/, "", line); gsub(/^["\047]|["\047]$/, "", line); return line }
    function end_mount() { if (type == "bind") print "bind", made, service, source; type = "" }
    function end_top() {
      if (top != "" && (section == "volumes" || (section == "networks" && owner == "external"))) {
        if (section == "volumes") print "volume", top, named, owner; else print "network", named, owner
      }
      top = ""
    }
    /^[^ ]/ { end_mount(); end_top(); section = name($0); key = "" }
    /^name: / { print "project", value($0) }
    /^  [^ ]/ && section == "services" { end_mount(); service = name($0); key = "" }
    /^  [^ ]/ && section != "services" { end_top(); top = name($0); named = top; owner = "own" }
    section == "services" && /^    [a-z]/ { end_mount(); key = $1 }
    section == "services" && /^    image: / { print "image", service, value($0) }
    section == "services" && /^    platform: / { print "platform", service, value($0) }
    key == "build:" && /^      context: \// { print "context", service, value($0) }
    key == "volumes:" && /^      - type: / { end_mount(); type = value($0); source = ""; made = "default" }
    key == "volumes:" && /^        source: / { source = value($0) }
    key == "volumes:" && /^          create_host_path: / { made = value($0) == "false" ? "never" : "made" }
    section != "services" && /^    name: / { named = value($0) }
    section != "services" && /^    external: true/ { owner = "external" }
    section ~ /^(configs|secrets)$/ && /^    file: / { print "file", value($0) }
    END { end_mount(); end_top() }'
}

# Compose quotes the value that it does not like, a build echoes its arguments, a service its settings: any may be a secret.
masked() { # ENV-FILE: names in the place of its values
  awk -v env_file="$1" '
    BEGIN {
      while ((getline line <env_file) > 0) {
        if (line !~ /^[ \t]*(export[ \t]+)?[A-Za-z_][A-Za-z0-9_.]*[ \t]*[=:]/) { keep("…", line); continue }
        name = line; sub(/^[ \t]*(export[ \t]+)?/, "", name); sub(/[ \t]*[=:].*/, "", name)
        sub(/^[^=:]*[=:][ \t]*/, "", line)
        keep("${" name "}", line)
      }
    }
    function keep(name, value) {
      gsub(/^[ \t]+|[ \t\r]+$/, "", value)
      if (value ~ /^["\047]/) { sub(/^["\047]/, "", value); sub(/["\047][^"\047]*$/, "", value) } else sub(/[ \t]+#.*$/, "", value)
      if (length(value) > 3) { values[++n] = value; names[n] = name }
    }
    {
      for (i = 1; i <= n; i++) {
        seen = ""
        while ((at = index($0, values[i])) > 0) { seen = seen substr($0, 1, at - 1) names[i]; $0 = substr($0, at + length(values[i])) }
        $0 = seen $0
      }
      print
    }'
}
without_values() { masked "$1" | sed 's/ near ".*/ …/; s/in variable name ".*/in a name/'; }

# Sets docker_path, docker_flavour, docker_facts (version|driver|status|security|root), docker_boots, compose_version, compose_path, systemd_is.
look_at_docker() {
  [ -z "$session" ] || ! recall || return 0
  look_afresh
}

look_afresh() {
  systemd_is=$(systemctl --version) systemd_is=${systemd_is#systemd } systemd_is=${systemd_is%%[!0-9]*}
  docker_boots=$(systemctl is-enabled docker.service 2>/dev/null || :)
  docker_facts='' compose_version=missing compose_path='' docker_flavour=missing
  docker_path=$(command -v docker || :)
  if [ -n "$docker_path" ]; then
    case $(readlink -f "$docker_path") in */snap | /snap/*) docker_flavour=snap ;; *) docker_flavour=engine ;; esac
    look_into_docker
  fi
  [ -z "$session" ] || keep_in_mind
}

# What `docker info` said holds as long as this engine runs, from the same programs and settings; and it is asked whether it
# answers, unless a preview follows: that asks it for its containers.
look_into_docker() {
  find_compose
  # shellcheck disable=SC2046 # only compared
  set -- $(stat -Lc '%n %i %s %Y' /run/docker.pid "$docker_path" "$compose_path" /etc/docker/daemon.json 2>/dev/null || :)
  engine=$*
  case $engine in /run/docker.pid*) ;; *) engine='' ;; esac
  if [ -n "$engine" ] && [ "$(conf engine "$docker_known")" = "$engine" ] &&
    { [ "$ahead" = preview ] || [ "$(timeout -k 5 20 docker version -f '{{.Server.Version}}' 2>/dev/null)" = "$(conf version "$docker_known")" ]; }; then
    docker_facts=$(conf facts "$docker_known") compose_version=$(conf compose "$docker_known") compose_path=$(conf path "$docker_known")
    return
  fi
  compose_path=''
  ask_docker
  if [ -z "$engine" ] || [ -z "$docker_facts" ] || [ "$docker_flavour" != engine ] || [ "$(id -u)" != 0 ]; then return 0; fi
  printf "%s='%s'\n" engine "$engine" version "${docker_facts%%|*}" facts "$(flat "$docker_facts")" compose "$compose_version" path "$compose_path" >"$docker_known.$$"
  mv -f "$docker_known.$$" "$docker_known"
}

ask_docker() { # one question for all of it: each start of docker takes its time, and each of a plugin twice that
  answers=$(timeout -k 5 20 docker info -f "{{.ServerVersion}}|{{.Driver}}|{{.DriverStatus}}|{{.SecurityOptions}}|{{.DockerRootDir}}$newline{{range .ClientInfo.Plugins}}{{if eq .Name \"compose\"}}{{if not .Err}}{{.Version}} {{.Path}}{{end}}{{end}}{{end}}" 2>/dev/null) || :
  docker_facts=${answers%%"$newline"*}
  case $docker_facts in
    '|'*) docker_facts='' ;; # no version: that was the client alone, the engine does not answer
    *name=rootless*) docker_flavour=rootless ;;
  esac
  case $answers in
    *"$newline"*' /'*)
      compose_version=${answers##*"$newline"}
      compose_path=${compose_version#* } compose_version=${compose_version%% *}
      ;;
    *) # a docker that does not list its plugins, or is none
      case $(docker --version 2>&1 || :) in *[Pp]odman*) docker_flavour=podman ;; esac
      compose_version=$(timeout -k 5 20 docker compose version --short 2>/dev/null || :)
      ;;
  esac
  compose_version=${compose_version#v} compose_version=${compose_version%%[-+~]*}
  : "${compose_version:=missing}"
}

# What a connection has seen of docker is taken for true by its next verbs for ten seconds.
keep_in_mind() {
  printf "%s='%s'\n" at "$(date +%s)" systemd_is "$systemd_is" docker_boots "$docker_boots" docker_path "$docker_path" docker_flavour "$docker_flavour" docker_facts "$(flat "$docker_facts")" \
    compose_version "$compose_version" compose_path "$compose_path" >"$session/docker.part"
  mv -f "$session/docker.part" "$session/docker"
}

after_first_look() { flock "$session/looking" true 2>/dev/null || :; } # which holds it as long as it is under way

recall() {
  [ -f "$session/docker" ] || after_first_look
  [ -f "$session/docker" ] || return 1
  seen=0
  while IFS= read -r line; do
    given_value=${line#*=\'} given_value=${given_value%\'}
    case $line in
      at=*) seen=$given_value ;;
      systemd_is=*) systemd_is=$given_value ;;
      docker_boots=*) docker_boots=$given_value ;;
      docker_path=*) docker_path=$given_value ;;
      docker_flavour=*) docker_flavour=$given_value ;;
      docker_facts=*) docker_facts=$given_value ;;
      compose_version=*) compose_version=$given_value ;;
      compose_path=*) compose_path=$given_value ;;
    esac
  done <"$session/docker"
  look_at_clock
  [ "$clock" -le $((seen + 10)) ]
}

look_at_clock() { # sets clock: the time at which this verb first asked
  [ -n "$clock" ] || clock=$(date +%s)
}

container_facts() { # PROJECT [MORE]: a line of JSON for each of its containers, and what a template adds
  ids=$(containers_of "$1") || return
  label='index .Config.Labels "com.docker.compose'
  log='{{$log := ""}}{{if .State.Health}}{{range .State.Health.Log}}{{$log = .Output}}{{end}}{{end}}'
  identity='"id":{{json .ID}},"name":{{json (slice .Name 1)}},"service":{{json ('$label'.service")}},"project":{{json ('$label'.project")}}'
  made='"image":{{json .Image}},"reference":{{json .Config.Image}},"configHash":{{json ('$label'.config-hash")}},"oneoff":{{json ('$label'.oneoff")}}'
  state='"status":{{json .State.Status}},"exitCode":{{.State.ExitCode}},"error":{{json .State.Error}},"startedAt":{{json .State.StartedAt}}'
  restarts='"restartCount":{{.RestartCount}},"restartPolicy":{{json .HostConfig.RestartPolicy.Name}},"networkMode":{{json .HostConfig.NetworkMode}}'
  ports='"ports":{{json .NetworkSettings.Ports}}'
  health='"health":{{if .State.Health}}{{json .State.Health.Status}}{{else}}""{{end}},"healthLog":{{json $log}}'
  # shellcheck disable=SC2086 # ids are words
  [ -z "$ids" ] || dk inspect -f "${log}container$tab{$identity,$made,$state,$restarts,$ports,$health}${2:-}" $ids 2>/dev/null || :
}

# --- releases -----------------------------------------------------------------------------------------------------

unit_says() { # App|Release [FILE]: the installed unit's own key, empty when it isn't there
  said='' unit_file=${2:-"$systemd_folder/$unit"}
  [ ! -f "$unit_file" ] || while IFS= read -r line || [ -n "$line" ]; do
    case $line in "X-CoinPilot-$1="*) said=${line#*=} ;; esac
  done <"$unit_file"
  echo "$said"
}

current() { # the release that the installed unit names; foreign: a unit that is not ours
  if [ -f "$systemd_folder/$unit" ]; then
    id=$(unit_says Release)
    echo "${id:-foreign}"
  elif [ -L "$systemd_folder/$unit" ] || [ -n "$(packaged_unit)" ]; then
    echo foreign
  else
    echo none
  fi
}

packaged_unit() {
  for folder in /usr/local/lib /usr/lib /lib; do
    if [ -e "$folder/systemd/system/$unit" ]; then echo "$folder/systemd/system/$unit"; return; fi
  done
}

load_release() { # FILE: a release.conf into r_*
  r_project='' r_compose_files='' r_build_file='' r_env_file='' r_images='' r_built='' r_never_pull='' r_pull_timeout=''
  r_build_timeout='' r_start_timeout='' r_containers='' r_commit=''
  r_project_directory='' # only where Compose files name others: a tree in the release
  [ -f "$1" ] || return 0
  while IFS= read -r line || [ -n "$line" ]; do
    given_value=${line#*=\'} given_value=${given_value%\'}
    case $line in
      project=*) r_project=$given_value ;;
      project_directory=*) r_project_directory=$given_value ;;
      compose_files=*) r_compose_files=$given_value ;;
      build_file=*) r_build_file=$given_value ;;
      env_file=*) r_env_file=$given_value ;;
      images=*) r_images=$given_value ;;
      built=*) r_built=$given_value ;;
      never_pull=*) r_never_pull=$given_value ;;
      pull_timeout=*) r_pull_timeout=$given_value ;;
      build_timeout=*) r_build_timeout=$given_value ;;
      start_timeout=*) r_start_timeout=$given_value ;;
      containers=*) r_containers=$given_value ;;
      commit=*) r_commit=$given_value ;;
    esac
  done <"$1"
}

services_of() { for pair in $1; do printf '%s ' "${pair%%=*}"; done; }

retag() { # RELEASE IMAGES: the names that Compose runs become this release's images
  begin_retag "$@"
  end_retag
}

begin_retag() {
  retag_now "$@" &
  tagger=$!
}
end_retag() { wait "$tagger"; }

retag_now() { # one question for all of them: most mean the right image already
  tagging='' names_meant='' gone=no
  for pair in $2; do
    case $pair in *@sha256:*) continue ;; esac
    names_meant="$names_meant ${pair#*=} $(release_tag "${pair%%=*}" "$1")"
  done
  # shellcheck disable=SC2086 # they are words
  ids_meant=$(image_ids $names_meant)
  # shellcheck disable=SC2086
  set -- $names_meant
  while [ $# -gt 0 ]; do
    wanted_id=$(id_in "$ids_meant" "$2")
    if [ "$wanted_id" = - ] || [ "$wanted_id" != "$(id_in "$ids_meant" "$1")" ]; then
      dk tag "$2" "$1" &
      tagging="$tagging $!"
    fi
    shift 2
  done
  for tagger in $tagging; do wait "$tagger" || gone=yes; done
  [ "$gone" = no ]
}

# --- systemd ------------------------------------------------------------------------------------------------------

starts_at_boot() { # UNIT; systemd is asked only where a file and its link don't say it
  has_boot_link "$1" || systemctl is-enabled -q "$1" 2>/dev/null
}
has_boot_link() { [ -f "$systemd_folder/$1" ] && [ ! -L "$systemd_folder/$1" ] && [ -L "$systemd_folder/multi-user.target.wants/$1" ]; }
property() { systemctl show -p "$1" --value "$unit"; }
dropin_hold() { echo "$systemd_folder/$unit.d/50-hold.conf"; }
dropin_transaction() { echo "/run/systemd/system/$unit.d/60-transaction.conf"; }

set_dropin() { # SOURCE TARGET: installs it, or removes it where there is no source
  dropins=${2%/*}
  if [ -f "$1" ]; then
    if [ ! -d "$dropins" ]; then mkdir -p "$dropins" && chmod 755 "$dropins"; fi
    durable "$1" "$2" 644
    is_volatile "$2" || sync "${dropins%/*}"
  else
    remove "$2"
    [ ! -d "$dropins" ] || rmdir "$dropins" 2>/dev/null || :
  fi
}

cancel() { # [STATE]: ends what the unit is doing right now; its containers stay
  state=${1:-$(property ActiveState)}
  case $state in
    reloading) systemctl kill --kill-who=control "$unit" || : ;;
    activating | deactivating) systemctl stop --no-block "$unit" || : ;;
    *) return 0 ;;
  esac
  say "cancelled what $unit was doing ($state)"
  for tenth in $(seq 200); do
    case $(property ActiveState) in reloading | activating | deactivating) ;; *) return 0 ;; esac
    [ "$tenth" != 150 ] || systemctl kill -s KILL "$unit" || :
    sleep 0.1
  done
  say "$unit did not stop what it was doing"
}

# What an interrupted recreation or removal leaves makes the next `up` fail: a container that Docker was removing is dead,
# and never starts again; one that was made to take another's place stands beside it, or under a name of its own.
sweep_half_made() { # PROJECT
  half_made=$(dk ps -a --filter "label=com.docker.compose.project=$1" --filter status=created --filter status=dead --filter status=removing \
    --format '{{.ID}} {{.State}} {{.Names}} {{.Label "com.docker.compose.service"}} {{.Label "com.docker.compose.container-number"}}')
  [ -n "$half_made" ] || return 0
  printf '%s\n' "$half_made" | while read -r id state name _; do
    case $state in created) continue ;; esac
    say "$name was being removed when the host went down: it is removed now"
    dk rm -f "$id" >/dev/null || :
  done
  printf '%s\n' "$half_made" | while read -r id state name service number; do
    case $state:$name in created:????????????_*) ;; *) continue ;; esac
    twins=$(dk ps -aq --filter "label=com.docker.compose.project=$1" --filter "label=com.docker.compose.service=$service" \
      --filter "label=com.docker.compose.container-number=$number" | wc -l)
    # The last one of a service has what it held in unnamed volumes: it gets its name, as Compose would have done next.
    if [ "$twins" -gt 1 ]; then
      say "$name was to take the place of ${name#*_} when the host went down: it is removed now"
      dk rm "$id" >/dev/null || :
    else
      say "$name had taken the place of ${name#*_} but not its name when the host went down: it is given it now"
      dk rename "$id" "${name#*_}" || :
    fi
  done
}

# What the unit does before anything else, also at a boot with nothing pending. No lock: start and revert hold it while
# they wait for the unit.
sweep() {
  need_root
  given project "$project"
  say() { printf '%s\n' "$*"; } # to the unit's journal
  sweep_half_made "$project"
}

look_at_unit() { # sets unit_is, unit_pid
  unit_is='' unit_pid=0
  for line in $(systemctl show -p ActiveState,MainPID "$unit"); do
    case $line in ActiveState=*) unit_is=${line#*=} ;; MainPID=*) unit_pid=${line#*=} ;; esac
  done
}

start_unit() { # SECONDS: one attempt
  prepare_unit "$1"
  run_unit "$1"
}

prepare_unit() { # SECONDS: nothing half-done is in the way
  look_at_unit
  cancel "$unit_is"
  sweep_half_made "$r_project"
  # A foreign unit may have kept `docker compose up` in the foreground: it can't be reloaded out of that.
  [ "$unit_pid" = 0 ] || timeout "$1" systemctl stop "$unit" 9>&- || :
  case $unit_is:$unit_pid in active:0 | inactive:0 | failed:0) ;; *) look_at_unit ;; esac
}

run_unit() { # SECONDS
  if [ "$unit_is" = active ]; then
    timeout "$1" systemctl reload "$unit" 9>&-
  else
    systemctl reset-failed "$unit" 2>/dev/null || :
    timeout "$1" systemctl start "$unit" 9>&-
  fi
}

stop_timer() { # its service too, unless that is what runs us
  systemctl stop "$app-revert.timer" 2>/dev/null || :
  systemctl reset-failed "$app-revert.service" 2>/dev/null || :
}

detached() { # JOB OUTPUT ARGUMENT…: this program as a unit of its own, which outlives the client; a second call joins it
  service=$1.service output=$2
  shift 2
  joined=yes
  # A transient unit has its file there as long as systemd knows it.
  if [ ! -e "/run/systemd/transient/$service" ] || ! systemctl is-active -q "$service"; then
    if [ -e "$output" ] || [ -e "$output.exit" ]; then rm -f "$output" "$output.exit"; fi
    ! systemd-run --quiet --collect --wait --unit="$service" -p TimeoutStopSec=5 -p StandardOutput="file:$output" \
      -p StandardError=journal /bin/sh "$base/host.sh" "$@" job=yes by="$by" from="$from" </dev/null || joined=no
  fi
  while [ "$joined" = yes ] && systemctl is-active -q "$service"; do sleep 0.2; done
  [ ! -s "$output" ] || cat "$output"
  explained=yes
  if [ -s "$output.exit" ]; then exit "$(cat "$output.exit")"; fi
  fail 30 "$verb was ended before it was done" "observe the host: somebody may be reverting"
}

# --- what must be true before anything is touched -----------------------------------------------------------------

need_root() {
  case $session in /run/*) return 0 ;; esac # where only root makes one
  [ "$(id -u)" = 0 ] || fail 2 "host.sh runs as root, not as $(id -un)" "put sudo in front of it"
}

need_host() {
  need_root
  [ -d /run/systemd/system ] || fail 2 "systemd does not run this host" "deploy to a host whose PID 1 is systemd"
  for tool in flock timeout sha256sum base64 tar systemd-run; do
    command -v "$tool" >/dev/null || fail 2 "this host has no $tool" "apt-get install coreutils util-linux tar"
  done
  look_at_docker
  version=$systemd_is
  [ "${version:-0}" -ge 244 ] || fail 2 "systemd $version is too old: 244 is the first that retries a oneshot unit" \
    "upgrade the host"
  case $docker_flavour in
    missing) fail 2 "this host has no docker" "install Docker Engine and its Compose plugin: https://docs.docker.com/engine/install/" ;;
    podman) fail 2 "docker on this host is podman in disguise" "install Docker Engine instead of podman-docker" ;;
    snap) fail 2 "docker on this host is the snap: it can't read /var/lib/coinpilot" "snap remove docker, then install Docker Engine" ;;
    rootless) fail 2 "docker on this host is rootless: the unit needs the system's engine" "install Docker Engine for the system" ;;
  esac
  [ -n "$docker_facts" ] || fail 2 "the Docker Engine of this host does not answer" "systemctl start docker; journalctl -u docker"
  [ "$compose_version" != missing ] || fail 2 "this host has no Compose v2 ('docker compose')" "install docker-compose-plugin (docker-compose v1 won't do, nor a plugin in the home of another user than root)"
  ! older "$compose_version" 2.24.4 || fail 2 "Compose $compose_version is too old: 2.24.4 is the first with !override" \
    "upgrade docker-compose-plugin"
  case $docker_boots in
    masked*) fail 2 "docker.service is masked: nothing would start after a reboot" "systemctl unmask docker.service && systemctl enable docker.service" ;;
    enabled) ;;
    *) emit warning "docker.service is not enabled: after a reboot it runs only because the unit asks for it (systemctl enable docker)" ;;
  esac
  for folder in "$systemd_folder" "$storage" /run; do
    [ -w "$folder" ] || fail 2 "$folder is read-only" "mount it read-write: mount -o remount,rw $(df -P "$folder" | awk 'END { print $6 }')"
  done
}

need_own_unit() {
  owner=$(unit_says App)
  [ -z "$owner" ] || [ "$owner" = "$app" ] ||
    fail 2 "$unit belongs to the app $owner, not to $app" "give this app another --unit-name"
  [ ! -L "$systemd_folder/$unit" ] || [ "$(readlink "$systemd_folder/$unit" || :)" != /dev/null ] ||
    fail 2 "$unit is masked on this host" "systemctl unmask $unit"
}

need_env_file() {
  [ -e "$r_env_file" ] || fail 2 "there is no $r_env_file on this host, and the stack needs its values" \
    "copy your .env to the host, then there: sudo install -d -m700 $(dirname "$r_env_file") && sudo install -m600 .env $r_env_file"
}

# A name is had once: what this connection has just seen among the project's containers is nobody else's.
keep_own() { # PROJECT, and its containers as container_facts prints them on standard input
  # shellcheck disable=SC2046 # names are words
  set -- "$1" $(sed -n "s/^container$tab{\"id\":\"[^\"]*\",\"name\":\"\([^\"]*\)\".*/\1/p")
  look_at_clock
  echo "$clock $*" >"$session/own"
}

owners_of_others() { # PROJECT CONTAINER…: as owners_of, of those that were not seen to be the project's
  seen_at=0 seen_of='' seen_names=''
  [ ! -f "${session:-/none}/own" ] || read -r seen_at seen_of seen_names <"$session/own"
  look_at_clock
  if [ "$seen_of" != "$1" ] || [ "$clock" -gt $((seen_at + 10)) ]; then seen_names=''; fi
  shift
  others=''
  for name in "$@"; do listed "$name" "$seen_names" || others="$others $name"; done
  # shellcheck disable=SC2086 # names are words
  owners_of $others
}

need_own_containers() { # FILE with what owners_of says of the release's containers
  while IFS='=' read -r name owner; do
    [ -n "$name" ] || continue # of one that is missing, docker prints an empty line
    [ "$owner" = "$r_project" ] || fail 2 "the container $name belongs to ${owner:+the Compose project }${owner:-no Compose project}, not to $r_project" \
      "stop it and remove it (docker rm -f $name), or deploy with --app ${owner:-another name}"
  done <"$1"
}

volume_owners() { # VOLUME…: NAME=PROJECT (none: NAME=) of those that there are
  [ $# = 0 ] || dk volume inspect -f '{{.Name}}={{index .Labels "com.docker.compose.project"}}' "$@" 2>/dev/null || :
}

need_own_volumes() { # FACTS: another project's data is not taken, and a stack that had another name does not get empty volumes
  new_volumes='' names_of_volumes=''
  while read -r kind key name kept; do
    [ "$kind $kept" != 'volume own' ] || names_of_volumes="$names_of_volumes $name"
  done <"$1"
  # shellcheck disable=SC2086 # names are words
  owners=$(volume_owners $names_of_volumes)
  while read -r kind key name kept; do
    [ "$kind $kept" = 'volume own' ] || continue
    case "$newline$owners$newline" in
      *"$newline$name=$r_project$newline"*) ;;
      *"$newline$name=$newline"*) emit warning "the volume $name was not made by Compose; it is used as it is" ;;
      *"$newline$name="*)
        owner=$newline$owners owner=${owner#*"$newline$name="} owner=${owner%%"$newline"*}
        fail 2 "the volume $name belongs to the Compose project $owner, not to $r_project" \
          "deploy with --app $owner; or, if both are to use it, declare it external: true in the Compose file"
        ;;
      *) new_volumes="$new_volumes $key=$name" ;;
    esac
  done <"$1"
  case "$(current)${new_volumes:+ new}" in 'none new' | 'foreign new') need_no_older_volumes "$1" ;; esac
}

need_no_older_volumes() { # FACTS: before the first release a project of another name may be this very stack
  dk volume ls --filter label=com.docker.compose.volume \
    --format '{{.Label "com.docker.compose.project"}} {{.Label "com.docker.compose.volume"}} {{.Name}}' >"$work/volumes"
  ours=" $(sed -n 's/^image \([^ ]*\) .*/\1/p' "$1" | tr '\n' ' ')$(services_of "$r_images")"
  while read -r other key name; do
    if [ "$other" = "$r_project" ] || [ -d "/var/lib/coinpilot/$other" ]; then continue; fi
    for new_volume in $new_volumes; do
      [ "${new_volume%%=*}" = "$key" ] || continue
      for service in $(dk ps -a --filter "label=com.docker.compose.project=$other" --format '{{.Label "com.docker.compose.service"}}'); do
        listed "$service" "$ours" || continue 2 # another stack, whose volume happens to have the same name
      done
      fail 2 "this stack seems to have run as the project $other: $name holds its data, and as $r_project it would get the new, empty volume ${new_volume#*=}" \
        "deploy with --app $other; or copy the data (runbook, section 8); or, to begin empty: docker volume create --label com.docker.compose.project=$r_project --label com.docker.compose.volume=$key ${new_volume#*=}"
    done
  done <"$work/volumes"
}

mend_path() { # an object that lacks something is sent again only when the whole of it is away
  case $1 in
    "$base/objects/"*) object=${1#"$base/objects/"} && echo "sudo rm -rf $base/objects/${object%%/*}, then ./build.sh DeployUnit --force" ;;
    *) echo "put it there, or correct the Compose file" ;;
  esac
}

# Where `config` says nothing: some Compose leaves out a false, some a true. One that writes the true of a short mount leaves out the false.
silent_mount() {
  if printf 'services: { a: { image: x, volumes: ["/a:/b"] } }' | dk compose -p probe -f - config 2>/dev/null | grep -q 'create_host_path: true'; then echo never; else echo made; fi
}

need_mounts() { # FACTS: what Docker would not find, or would make an empty folder of
  while read -r kind made service path; do
    if [ "$kind" != bind ] || [ -e "$path" ]; then continue; fi
    [ "$made" != default ] || made=$(silent_mount)
    case $made$path in
      never*) fail 2 "$path, which $service mounts, is not on this host" "$(mend_path "$path")" ;;
      *"$base/project/"*) ;; # state: made at the first start
      *) emit warning "$path, which $service mounts, is not on this host: Docker makes an empty folder of it" ;;
    esac
  done <"$1"
}

machine() { # this host's architecture as images name it
  : "${machine_is:=$(uname -m)}"
  case $machine_is in x86_64) echo amd64 ;; aarch64) echo arm64 ;; armv*) echo arm ;; i?86) echo 386 ;; *) echo "$machine_is" ;; esac
}

other_machine() { # ARCHITECTURE: of an image, when this host can't run it by itself
  case $(machine)/$1 in "$1/$1" | */ | */unknown | amd64/386 | arm64/arm) return 1 ;; esac
}

need_architecture() { # FACTS; after the images have come
  machine_is=$(uname -m)
  look_at_images
  unread=$found
  for pair in $r_images; do
    service=${pair%%=*}
    made_for=${unread%% *} unread=${unread#*"$newline"}
    other_machine "$made_for" || continue
    if grep -q "^platform $service .*/$made_for" "$1"; then
      emit warning "the image ${pair#*=} of $service is for $made_for, this host is $(machine): it runs only if the host emulates it"
    else
      fail 2 "the image ${pair#*=} of $service is for $made_for, this host is $(machine): it can't start here" \
        "use an image that is also for $(machine) (built ones: their FROM), or, if this host emulates $made_for, say so: platform: linux/$made_for"
    fi
  done
}

need_room() { # BYTES
  docker_root=${docker_facts##*|}
  [ -d "$docker_root" ] || docker_root=$storage
  # shellcheck disable=SC2046 # a heading and two numbers
  set -- "$1" $(df --output=avail -k "$storage" "$docker_root")
  for room in "$3 $storage" "$4 $docker_root"; do
    free=${room%% *} folder=${room#* }
    [ "$free" -ge $(($1 / 512 + 65536)) ] || fail 2 "$folder has only $((free / 1024)) MiB left" \
      "free some space: docker image prune, journalctl --vacuum-size=100M"
  done
}

# --- observe ------------------------------------------------------------------------------------------------------

observe() {
  settled
  case $verb in preview) scratch=$work ;; *) scratch=${session:-$(mktemp -d)} ;; esac
  observe_containers & # into files: it takes longest
  asking=$!
  emit format 1
  emit program-user "$(id -un)"
  look_at_clock
  emit now "$clock"
  machine_words=$(uname -nm)
  emit hostname "${machine_words% *}"
  emit arch "${machine_words##* }"
  read -r word </proc/sys/kernel/random/boot_id
  emit boot-id "$word"
  word=0
  [ ! -f /sys/fs/selinux/enforce ] || read -r word </sys/fs/selinux/enforce || :
  [ "$word" != 1 ] || emit selinux enforcing
  if [ -e "/etc/coinpilot/$app/.env" ]; then
    emit env-file "$(stat -c %a "/etc/coinpilot/$app/.env") $(digest_of "/etc/coinpilot/$app/.env")"
  else
    emit env-file missing
  fi
  observe_unit
  observe_releases
  look_at_docker
  wait "$asking" || docker_must_be_silent
  emit systemd "$systemd_is"
  emit docker-path "${docker_path:--}"
  emit docker-flavour "$docker_flavour"
  observe_docker
  emit compose "$compose_version"
  observe_room
  cat "$scratch/kept" "$scratch/meant" "$scratch/owners"
  sed -n "/^container$tab/p" "$scratch/containers"
}

docker_must_be_silent() { # its containers were asked for in vain: what is remembered of it is no longer true
  rm -f "$docker_known"
  look_afresh
  [ -z "$docker_facts" ] || fail 1 "the Docker Engine of this host did not say what runs" "systemctl status docker; journalctl -u docker"
}

observe_room() {
  disk_free='' inodes_free=0
  df --output=avail,iavail -k "$storage" ${docker_root:+"$docker_root"} 2>/dev/null >"$scratch/room" || :
  while read -r blocks inodes; do
    case $blocks in *[!0-9]* | '') continue ;; esac
    if [ -z "$disk_free" ]; then
      disk_free=$blocks
      case $inodes in *[!0-9]*) ;; *) inodes_free=$inodes ;; esac
    fi
    [ "$blocks" -ge "$disk_free" ] || disk_free=$blocks
  done <"$scratch/room"
  emit disk-free-kib "${disk_free:-0}"
  emit inodes-free "$inodes_free"
}

observe_docker() {
  docker_root=''
  if [ -z "$docker_facts" ]; then
    emit docker missing
    return
  fi
  docker_root=${docker_facts##*|}
  [ -d "$docker_root" ] || docker_root=''
  emit docker "${docker_facts%%|*}"
  case $docker_facts in
    *io.containerd.snapshotter*) emit image-store containerd ;;
    *) rest=${docker_facts#*|} && emit image-store "${rest%%|*}" ;;
  esac
}

observe_unit() { # and our own units beside it, by one question
  for file in "$systemd_folder/$unit" "$(packaged_unit)"; do
    if [ -f "$file" ]; then emit_text unit-text <"$file"; break; fi
  done
  [ ! -f "$(dropin_hold)" ] || emit_text hold <"$(dropin_hold)"
  [ ! -f "$(dropin_transaction)" ] || emit_text transaction <"$(dropin_transaction)"
  emit current "$(current)"
  [ ! -f "$pending" ] || emit_text pending <"$pending"
  [ ! -f "$base/reverted" ] || emit_text last-revert <"$base/reverted"
  if has_boot_link "$app-guard.service"; then
    emit guard enabled
  elif [ -f "$systemd_folder/$app-guard.service" ]; then
    emit guard disabled
  else
    emit guard absent
  fi
  properties=LoadState,ActiveState,SubState,Result,NRestarts,NeedDaemonReload,UnitFileState,FragmentPath,DropInPaths,InvocationID,ReloadResult,Type
  TZ=UTC systemctl show -p "$properties,ExecStartPre" "$unit" "$app-revert.timer" "$app-start.service" "$app-reverting.service" \
    "$app-revert.service" >"$scratch/units" || :
  steps='' invocation='' result='' about=unit
  while IFS= read -r line; do
    case $about:$line in
      unit:) about=timer ;;
      timer:) about=start ;;
      start:) about=reverting ;;
      reverting:) about=revert ;;
      unit:ExecStartPre=*) case $line in *' start_time=['[A-Z]*) steps=$steps${steps:+$newline}$line ;; esac ;;
      unit:*)
        emit "unit.${line%%=*}" "${line#*=}"
        case $line in InvocationID=*) invocation=${line#*=} ;; Result=*) result=${line#*=} ;; esac
        ;;
      timer:ActiveState=active) emit timer "$(conf until "$pending")" ;;
      timer:*) ;;
      *:ActiveState=active | *:ActiveState=activating) emit job "$about" ;;
    esac
  done <"$scratch/units"
  observe_start
}

observe_start() { # how the ExecStartPre lines of the last start ended
  # A daemon-reload, by whomever, makes systemd forget them; the unit's last line wrote them into the journal.
  [ -n "$steps" ] || [ -z "$invocation" ] || steps=$(journalctl -q -u "$unit" "_SYSTEMD_INVOCATION_ID=$invocation" -o cat --no-pager 2>/dev/null |
    grep '^ExecStartPre={.* start_time=\[[A-Z]' || :)
  printf '%s' "${steps:+$steps$newline}" >"$scratch/steps"
  number=0 failed=no
  while IFS= read -r line; do
    number=$((number + 1))
    observe_step "$number" "$line"
  done <"$scratch/steps"
  if [ "$failed" = yes ] || [ "$result" != success ]; then
    journalctl -q -u "$unit" -n 30 -o short-iso --no-pager 2>/dev/null | grep -v ': ExecStartPre={' | tail -n 20 | emit_text journal
  fi
}

observe_step() { # NUMBER LINE of systemctl show
  started=${2##* start_time=\[} status=${2##* status=} command=${2#* argv\[\]=}
  started=${started%%]*} status=${status%% *} command=${command%% ; ignore_errors=*}
  case $status in *[1-9]*) failed=yes ;; esac
  emit prestart "$1 $status $(date -d "$started" +%s 2>/dev/null || echo 0) $command"
}

observe_releases() {
  for folder in "$base"/releases/*/; do
    [ -f "$folder/release.conf" ] || continue
    folder=${folder%/}
    id=${folder##*/}
    if [ -f "$folder/confirmed" ]; then
      replaces=$(conf replaces "$folder/confirmed")
      emit release "$id confirmed ${replaces:--} $(conf at "$folder/confirmed")"
    else
      emit release "$id staged -"
    fi
  done
  # Line by line, so that one program reads all of them.
  set -- "$base"/releases/*/manifest.json
  [ ! -f "$1" ] || awk '{ part = split(FILENAME, path, "/"); print "manifest\t" path[part - 1] " " $0 }' "$@"
  id=$(current)
  if [ -d "$base/releases/$id" ]; then
    (cd "$base/releases/$id"; sha256sum -- .env * 2>/dev/null || :; find files -type f -exec sha256sum -- {} + 2>/dev/null || :) | sed -n "s/^\([0-9a-f]\{64\}\)  \(.*\)/release-file$tab$id \2 \1/p"
  fi
  for folder in "$base"/objects/*/; do
    folder=${folder%/}
    [ ! -d "$folder" ] || emit object "${folder##*/}"
  done
}

observe_containers() { # into files of scratch: kept, meant, containers, owners
  for file in kept meant containers owners; do : >"$scratch/$file"; done
  if [ "$ahead" = preview ] && take_ahead; then
    [ -z "$names" ] || observe_owners >"$scratch/owners"
    return
  fi
  [ "$verb" != preview ] || resolve_now &
  command -v docker >/dev/null || return 0
  docker_bound=20
  [ "$repair" = no ] || repair_tags
  [ -z "$names" ] || observe_owners >"$scratch/owners" &
  look_at_containers
}

look_at_containers() { # into files of scratch: kept, meant, containers
  container_facts "${project:-$app}" "${container_more:-}" >"$scratch/containers" &
  facts=$!
  dk image ls --no-trunc --filter "reference=coinpilot/$app/*" --format '{{.Repository}}:{{.Tag}} {{.ID}}' |
    sed -n "s,^coinpilot/$app/\([^:]*\):\([^ ]*\) \(.*\),release-image$tab\2 \1 \3,p" >"$scratch/kept" &
  load_release "$base/releases/$(current)/release.conf"
  # shellcheck disable=SC2046 # references are words
  image_ids $(references_of "$r_images") | sed "s/^/image$tab/" >"$scratch/meant"
  wait "$facts" || return
  wait
  [ -z "$session" ] || keep_own "${project:-$app}" <"$scratch/containers"
}

observe_owners() {
  # shellcheck disable=SC2086 # names are words
  for pair in $(owners_of_others "${project:-$app}" $names); do
    [ "${pair#*=}" = "${project:-$app}" ] || emit owner "${pair%%=*} $(owner=${pair#*=} && echo "${owner:--}")"
  done
}

# --- preview ------------------------------------------------------------------------------------------------------

# What a deployment would change, told without a value of the environment: only names, paths and digests leave here.
preview() {
  given bytes "$bytes" sha256 "$sha256"
  need_root
  trap 'exit 1' HUP INT TERM PIPE
  : "${repair:=no}"
  work=$(mktemp -d /run/coinpilot-preview.XXXXXX)
  receive "$work/upload"
  unpack_preview
  resolve next "$work/conf" "$next_key" &
  container_more=$environment_too
  observe
  [ "$repair" = yes ] || [ ! -s "$base/stage.tags" ] || emit moved "$(cut -d ' ' -f 1 "$base/stage.tags" | tr '\n' ' ')"
  folder=$base/releases/$(current)
  wait
  [ ! -s "$work/next.problem" ] || emit refused "$(tr '\n\t' '  ' <"$work/next.problem")"
  [ -s "$work/next.flat" ] || return 0
  preview_project >"$work/told"
  [ ! -f "$work/next.hashing" ] || flock "$work/next.hashing" true 2>/dev/null || :
  [ -f "$work/next.hash" ] || return 0
  sed "s/^/service-hash$tab/" "$work/next.hash"
  [ ! -s "$work/now.hash" ] || sed "s/^/service-hash-now$tab/" "$work/now.hash"
  cat "$work/told"
  if [ -z "$session" ] || [ -z "$next_key" ]; then sweep_previews; else prepare_stage; fi
}

preview_project() { # all of it but the hashes, which may still be under way
  awk -F "$tab" '$1 == "services" && $3 ~ /^volumes_from\./ && !seen[$2]++ { print "opaque\t" $2 }' "$work/next.flat"
  preview_images
  preview_environment
  [ ! -s "$work/now.flat" ] || preview_differences
  preview_files
}

sweep_previews() { # of those that were killed
  find /run -maxdepth 1 \( -name 'coinpilot-preview.*' -mmin +60 -o -name 'coinpilot-session.*' -mmin +1440 \) -exec rm -rf {} +
}

environment_too='{{$s := index .Config.Labels "com.docker.compose.service"}}{{range .Config.Env}}{{"\n"}}env{{"\t"}}{{$s}}{{"\t"}}{{json .}}{{end}}'

resolve_now() { # the project of the current release
  now_conf=$base/releases/$(current)/release.conf
  resolve now "$now_conf" "$(load_release "$now_conf" && project_key "${now_conf%/*}")"
  wait
}

# What a preview asks that has nothing to do with its release is asked while that is on its way.
preview_ahead() {
  if [ -s "$base/stage.tags" ] || [ -f "$settling" ]; then return 0; fi # first things first
  work=$(mktemp -d /run/coinpilot-preview.XXXXXX) scratch=$work container_more=$environment_too docker_bound=20
  echo "$work" >"$session/ahead"
  look_at_clock
  said_of=$(current)
  resolve_now &
  look_at_containers || return 0
  wait
  echo "$clock $said_of" >"$work/said"
}

take_ahead() { # into work, where it is as good as new
  after_first_look
  [ -f "$session/ahead" ] || return 1
  read -r place <"$session/ahead"
  said_at=0 said_of=''
  [ ! -f "$place/said" ] || read -r said_at said_of <"$place/said"
  look_at_clock
  if [ "$said_of" = "$(current)" ] && [ "$clock" -le $((said_at + 2)) ]; then mv -f "$place"/* "$work/"; else said_of=''; fi
  rm -rf "$place" "$session/ahead"
  [ -n "$said_of" ]
}

prepare_stage() { # what stage will ask Compose is asked while the client plans
  {
    (read_project "$r_compose_files" config || : >"$work/refused") | compose_facts >"$work/facts"
    if [ ! -e "$work/refused" ] && ! grep -qF "$work/" "$work/facts"; then keep_said "$work/facts" "$next_key.facts"; fi
    rm -rf "$work"
    sweep_previews
  } </dev/null >/dev/null 2>&1 &
  work='' # that one clears it away
}

unpack_preview() { # env files are needed to read the project; everything else that the release refers to is only named
  tar -xf "$work/upload" --no-same-owner -C "$work" || fail 2 "the upload could not be unpacked" "$disk_fix"
  release=$(conf release "$work/release/release.conf")
  word A-Za-z0-9- "$release" "release=$release"
  sed "s#$base/releases/$release/#$work/release/#g" "$work/release/release.conf" >"$work/conf"
  load_release "$work/conf"
  next_key=$(project_key "$work/release")
  paths="s#$base/releases/$release/#$work/release/#;"
  for tarball in "$work"/objects/*.tar; do
    [ -f "$tarball" ] || continue
    digest=${tarball##*/} digest=${digest%.tar}
    mkdir "$work/objects/$digest"
    tar -xf "$tarball" --no-same-owner -C "$work/objects/$digest" || fail 2 "the object $digest could not be unpacked" "$disk_fix"
    paths="$paths s#$base/objects/$digest\\([/'\"]\\)#$work/objects/$digest\\1#;"
  done
  # The paths of env files, unlike those of volumes, are not part of what Compose compares.
  sed -i "/^ *- path: /{ $paths }" "$work/release/compose.release.yml"
}

# What Compose said of a project is kept until the next boot, where it holds no value: its hashes, and what a start needs.
project_key() { # FOLDER of the release that was loaded: a name for all that its project is made from; empty where it is made from more
  if [ -n "$r_project_directory" ] || [ -f "$1/checkout" ] || [ ! -e "$r_env_file" ]; then return 0; fi
  IFS=:
  # shellcheck disable=SC2086 # files between colons
  set -- $r_compose_files
  unset IFS
  find_compose
  key=$({ stat -Lc '%n %s %Y' "${compose_path:-/usr/bin/docker}" && echo "$r_project" && cat "$@" "$r_env_file"; } 2>/dev/null | sha256sum)
  printf '%s\n' "${key%% *}"
}

resolve() { # NAME CONF KEY: the project as Compose reads it, as section<TAB>name<TAB>path<TAB>value lines, and its hashes
  [ -f "$2" ] || return 0
  load_release "$2"
  [ -e "$r_env_file" ] || return 0
  read_project "$r_compose_files" config --format json >"$work/$1.json" 2>"$work/$1.errors" || {
    without_values "$r_env_file" <"$work/$1.errors" | tail -n 3 >"$work/$1.problem"
    return 0
  }
  flatten <"$work/$1.json" >"$work/$1.flat"
  if [ -n "$3" ] && [ -f "$resolved/$3.hash" ]; then
    cp "$resolved/$3.hash" "$work/$1.hash"
    return
  fi
  # What follows takes as long again, and only the hashes wait for it: it holds this file until it has ended.
  exec 7>"$work/$1.hashing"
  if flock 7 2>/dev/null; then hash_project "$1" "$3" & else hash_project "$1" "$3"; fi
  exec 7>&-
}

hash_project() { # NAME KEY, of the project that was just resolved
  # Compose compares what it wrote to a container with its id in the place of a service whose namespace is shared.
  sed -n 's/^      "\(network_mode\|ipc\|pid\)": "service:\([^"]*\)",\{0,1\}$/\2/p' "$work/$1.json" | sort -u >"$work/$1.shared"
  while read -r other; do
    id=$(dk ps -a --no-trunc --filter "label=com.docker.compose.project=$r_project" --filter "label=com.docker.compose.service=$other" \
      --format '{{.Names}} {{.ID}}' | sort | sed -n '1s/.* //p')
    [ -z "$id" ] || sed -i "s/^\(      \"\(network_mode\|ipc\|pid\)\": \"\)service:$other\"/\1container:$id\"/" "$work/$1.json"
  done <"$work/$1.shared"
  # Of the resolved project: of the files, `config --hash` leaves the env files of services out, but `up` does not.
  r_env_file=/dev/null
  read_project "$work/$1.json" config --hash '*' >"$work/$1.hash" 2>/dev/null || rm -f "$work/$1.hash"
  if [ -n "$2" ] && [ ! -s "$work/$1.shared" ] && [ -f "$work/$1.hash" ]; then keep_said "$work/$1.hash" "$2.hash"; fi
}

keep_said() { # FILE NAME
  if [ ! -d "$resolved" ]; then mkdir -p "$resolved"; else find "$resolved" -type f -mmin +10080 -exec rm -f {} +; fi
  cp "$1" "$1.part" && mv -f "$1.part" "$resolved/$2"
}

flatten() { # Compose prints one key or one item a line, two spaces a level
  awk '
    { match($0, /^ */); depth = RLENGTH / 2; text = substr($0, RLENGTH + 1) }
    depth == 0 || text ~ /^[]}],?$/ { kind[0] = "{"; next }
    {
      sub(/,$/, "", text)
      if (kind[depth - 1] == "[") key[depth] = count[depth]++
      else {
        match(text, /^"([^"\\]|\\.)*": /)
        key[depth] = substr(text, 2, RLENGTH - 4)
        text = substr(text, RLENGTH + 1)
      }
      kind[depth] = text
      count[depth + 1] = 0
      if (text == "{" || text == "[") next
      path = ""
      for (i = 3; i <= depth; i++) path = path (i > 3 ? "." : "") key[i]
      print key[1] "\t" (depth > 1 ? key[2] : "-") "\t" path "\t" text
    }'
}

preview_images() {
  awk -F "$tab" '$1 == "services" && $3 == "image" { gsub(/"/, "", $4); print $2 "\t" $4 }' "$work/next.flat" >"$work/images"
  sed "s/$tab/ /; s/^/service-image$tab/" "$work/images"
  [ -n "$docker_facts" ] || return 0
  known=$(sed "s/^image$tab//" "$scratch/meant") unknown=''
  while IFS=$tab read -r _ reference; do
    ! listed "$reference" "$unknown" || continue
    case $(id_in "$known" "$reference") in -) unknown="$unknown $reference" ;; *) emit host-image "$reference $(id_in "$known" "$reference")" ;; esac
  done <"$work/images"
  # shellcheck disable=SC2086 # references are words
  image_ids $unknown | sed "s/^/host-image$tab/"
}

preview_environment() { # names of what differs from the running containers: added or changed
  sed -n "s/^env$tab//p" "$scratch/containers" |
    awk -F "$tab" '
      FNR == NR {
        if (NF < 2) next
        text = substr($2, 2, length($2) - 2)
        at = index(text, "=")
        name = at ? substr(text, 1, at - 1) : text
        if (!(($1, name) in value)) value[$1, name] = substr(text, at + 1)
        known[$1] = 1
        next
      }
      $1 == "services" && ($2 in known) && $3 ~ /^environment\./ && $4 != "null" {
        name = substr($3, 13)
        text = substr($4, 2, length($4) - 2)
        gsub(/\\u003c/, "<", text); gsub(/\\u003e/, ">", text); gsub(/\\u0026/, "\\&", text); gsub(/\$\$/, "$", text)
        if (!(($2, name) in value)) print "environment\t" $2 " + " name
        else if (value[$2, name] != text) print "environment\t" $2 " ~ " name
      }' - "$work/next.flat"
}

preview_differences() { # paths of what differs between the release that is current and the new one, both as this host resolves them
  awk -F "$tab" -v objects="\"$base/objects/" '
    function tell(sign, key,  part, object) {
      split(key, part, "\t")
      if (part[1] == "services" && !((part[2] in before) && (part[2] in after))) return
      object = index(next_[key], objects) == 1 ? "\t" substr(next_[key], 2, length(next_[key]) - 2) : ""
      print "differs\t" (part[1] == "services" ? part[2] : "-") " " sign " " (part[1] == "services" ? "" : part[1] "." part[2] (part[3] == "" ? "" : ".")) part[3] object
    }
    { key = $1 "\t" $2 "\t" $3 }
    FNR == NR { now[key] = $4; if ($1 == "services") before[$2] = 1; next }
    { next_[key] = $4; if ($1 == "services") after[$2] = 1 }
    END {
      for (key in next_) if (!(key in now)) tell("+", key); else if (now[key] != next_[key]) tell("~", key)
      for (key in now) if (!(key in next_)) tell("-", key)
    }' "$work/now.flat" "$work/next.flat" | sort
}

preview_files() { # the Compose files of the current release that are not the same in the new one
  for file in $(conf compose_files "$folder/release.conf" | tr : ' '); do
    name=${file#"$folder/"}
    if [ ! -f "$file" ] || cmp -s "$file" "$work/release/$name"; then continue; fi
    [ "$(stat -c %s "$file")" -le 262144 ] || continue
    printf 'file\t%s %s\n' "$name" "$(base64 -w0 <"$file")"
  done
}

# --- stage --------------------------------------------------------------------------------------------------------

stage() {
  given release "$release" bytes "$bytes" sha256 "$sha256"
  need_host
  need_own_unit
  need_room "$bytes"
  trap 'exit 1' HUP INT TERM PIPE
  tagging='' tagged=''
  if [ ! -d "$base/objects" ] || [ ! -d "$base/releases" ] || [ ! -d "$base/project" ]; then
    mkdir -p "$base/objects" "$base/releases" "$base/project"
    chmod 711 /var/lib/coinpilot "$base" "$base/objects"
    chmod 755 "$base/project"
  fi
  upload=$(mktemp "$base/.upload.XXXXXX")
  receive "$upload"
  stage_lock -w 60 || fail 30 "another release of $app is being staged on this host" "wait for it to end, then run the command again"
  [ ! -e "$base/releases/$release" ] || fail 30 "the release $release is already on this host: the same content was staged in the same second" "run the command again"
  repair_tags_now
  work=$base/releases/.new.$release staged=no
  rm -rf "$work"
  mkdir "$work"
  record started
  unpack
  check_release
  stage_images
  check_checkout
  need_architecture "$work/facts"
  need_verified_unit
  chmod 700 "$work/release"
  sync -f "$base"
  mv -T "$work/release" "$base/releases/$release"
  sync "$base/releases"
  staged=yes
  report_images
  record 'done'
}

stage_ended() { # whatever ended it
  [ -n "${work:-}" ] || {
    rm -f "${upload:-}"
    return
  }
  for j in ${jobs:-}; do kill "${j%%:*}" 2>/dev/null || :; done
  wait
  repair_tags_now
  rm -rf "$work" "$upload"
  if [ "$staged" = no ]; then
    untag_release "$release"
    record failed "$why"
  fi
}

receive() { # FILE: the payload, which must be whole
  timeout 3600 head -c "$bytes" >"$1" || fail 2 "the upload could not be written to $base" "$disk_fix"
  if [ -n "$sha256" ] && [ "$(digest_of "$1")" = "$sha256" ]; then return 0; fi
  size=$(stat -c %s "$1")
  [ "$size" = "$bytes" ] || fail 2 "the upload is cut off: $size of $bytes bytes arrived" "$again"
  [ -z "$sha256" ] || fail 2 "the upload is damaged: its sha256 is not $sha256" "$again"
}

unpack() {
  tar -xf "$upload" --no-same-owner -C "$work" || fail 2 "the upload could not be unpacked" "$disk_fix"
  for tarball in "$work"/objects/*.tar; do
    [ -f "$tarball" ] || continue
    digest=${tarball##*/} digest=${digest%.tar}
    [ "$(digest_of "$tarball")" = "$digest" ] || fail 2 "the object $digest is damaged" "$again"
    [ ! -d "$base/objects/$digest" ] || continue
    rm -rf "$work/object"
    mkdir "$work/object"
    tar -xpf "$tarball" --no-same-owner -C "$work/object" || fail 2 "the object $digest could not be unpacked" "$disk_fix"
    chmod 755 "$work/object"
    sync -f "$work/object"
    mv -T "$work/object" "$base/objects/$digest"
  done
  [ ! -d "$work/objects" ] || sync "$base/objects"
}

check_release() {
  for file in unit hold.conf transaction.conf guard.service release.conf manifest.json; do
    [ -s "$work/release/$file" ] || fail 2 "the upload lacks $file"
  done
  verify_unit >"$work/unit-problem" & # beside all that follows
  verifying=$!
  [ "$(conf format "$work/release/release.conf")" = 1 ] || fail 2 "release.conf has a format that this program doesn't know"
  [ "$(conf release "$work/release/release.conf")" = "$release" ] || fail 2 "release.conf names another release than $release"
  [ "$(unit_says Release "$work/release/unit")" = "$release" ] || fail 2 "the unit does not name the release $release"
  [ "$(unit_says App "$work/release/unit")" = "$app" ] || fail 2 "the unit does not name the app $app"
  [ -f "$work/release/host.sh" ] || cp "$program" "$work/release/host.sh"
  [ ! -f "$work/release/.env" ] || chmod 600 "$work/release/.env"
  sed "s#$base/releases/$release/#$work/release/#g" "$work/release/release.conf" >"$work/conf"
  load_release "$work/conf"
  for pair in "project=$r_project" "compose_files=$r_compose_files" "env_file=$r_env_file" "images=$r_images" "pull_timeout=$r_pull_timeout" \
    "build_timeout=$r_build_timeout" "start_timeout=$r_start_timeout"; do
    [ -n "${pair#*=}" ] || fail 2 "release.conf lacks ${pair%%=*}"
  done
  # shellcheck disable=SC2013 # digests are words
  for digest in $(grep -ho "$base/objects/[0-9a-f]\{64\}" "$work/release"/compose.*.yml | sort -u); do
    digest=${digest##*/}
    [ -d "$base/objects/$digest" ] || fail 30 "the host no longer has the object $digest" "run the command again: the host changed since it was observed"
  done
  check_checkout
  need_env_file
  case " $r_images " in *'=- '*) ;; *) tag_ahead ;; esac
  # shellcheck disable=SC2086 # names are words
  owners_of_others "$r_project" $r_containers >"$work/owners" &
  owners=$!
  key=$(project_key "$work/release")
  if [ -n "$key" ] && [ -f "$resolved/$key.facts" ]; then
    cp "$resolved/$key.facts" "$work/facts"
  else
    { read_project "$r_compose_files" config 2>"$work/problem" || : >"$work/refused"; } | compose_facts >"$work/facts"
  fi
  [ ! -e "$work/refused" ] || fail 2 "Compose refuses the release: $(without_values "$r_env_file" <"$work/problem" | tail -n 3 | tr '\n\t' '  ')" \
    "correct the Compose file or $r_env_file"
  wait "$owners"
  need_own_containers "$work/owners"
  need_own_volumes "$work/facts"
  need_mounts "$work/facts"
  resolve_images
}

need_verified_unit() {
  [ -n "$verifying" ] || return 0
  wait "$verifying" || fail 1 "the unit could not be verified" "$again"
  [ ! -s "$work/unit-problem" ] || fail 2 "systemd refuses the unit: $(cat "$work/unit-problem")" "correct the unit: systemd-analyze verify"
  verifying=''
}

resolve_images() { # references that the client could not know ("-"): as Compose reads them with this host's values
  case " $r_images " in *'=- '*) ;; *) return 0 ;; esac
  with_names=''
  for pair in $r_images; do
    case $pair in
      *=-)
        pair=$(sed -n "s/^image \(${pair%%=*}\) /\1=/p" "$work/facts")
        [ -n "$pair" ] || fail 2 "Compose names no image for a service of this release" "correct the service's image: in the Compose file"
        ;;
    esac
    with_names="$with_names $pair"
  done
  r_images=${with_names# }
  sed -i "s#^images='.*'\$#images='$r_images'#" "$work/release/release.conf"
}

verify_unit() { # as it is, with the hold, and with the transaction on top: three units, read once, by names that end alike
  folder=$work/verify
  mkdir -p "$folder/hold-$unit.d" "$folder/transaction-$unit.d"
  cp "$work/release/guard.service" "$folder/$app-guard.service"
  tee "$folder/$unit" "$folder/hold-$unit" "$folder/transaction-$unit" <"$work/release/unit" >/dev/null
  cp "$work/release/hold.conf" "$folder/hold-$unit.d/"
  cp "$work/release/hold.conf" "$work/release/transaction.conf" "$folder/transaction-$unit.d/"
  systemd-analyze verify --man=no "$folder/$unit" "$folder/hold-$unit" "$folder/transaction-$unit" "$folder/$app-guard.service" 2>&1 |
    grep -F -e "$unit" -e "$app-guard" | grep -v "Unknown .*'Restart\(Steps\|MaxDelaySec\)'" |
    sed "s#$folder/##g; s#\(hold\|transaction\)-$unit#$unit#g" | sort -u | head -n 3 || :
}

stage_images() { # every service's image, tagged for the release
  mkdir "$work/log"
  plan_images
  [ -z "$pulls$builds" ] || need_verified_unit # nobody waits for images first, to hear then that the unit is wrong
  jobs='' missing='' beats=0
  for reference in $pulls; do
    timeout -k 10 "$r_pull_timeout" docker pull -q "$reference" >"$(log_of "$reference")" 2>&1 &
    jobs="$jobs $!:$reference"
  done
  if [ -n "$builds" ]; then
    # shellcheck disable=SC2086 # services are words
    compose "$r_build_timeout" "$r_compose_files:$r_build_file" build $builds >"$(log_of build)" 2>&1 &
    jobs="$jobs $!:build"
  fi
  [ -z "$jobs" ] || say "pulling:${pulls:- nothing}; building:${builds:- nothing}"
  while [ -n "$jobs" ]; do
    sleep 0.1
    beats=$((beats + 1))
    [ $((beats % 20)) != 0 ] || emit beat "$(date +%s)" # a client that is gone ends us here
    [ $((beats % 100)) != 0 ] || say "still waiting for$(for j in $jobs; do printf ' %s' "${j#*:}"; done)"
    left='' finished=''
    for j in $jobs; do
      if kill -0 "${j%%:*}" 2>/dev/null; then left="$left $j"; else finished="$finished $j"; fi
    done
    jobs=$left
    for j in $finished; do
      code=0
      wait "${j%%:*}" || code=$?
      image_arrived "${j#*:}" "$code"
    done
  done
  [ -z "$missing" ] || fail 1 "no image for:$missing" "check the name and the registry, or load the image on the host (docker load)"
  tag_the_rest
}

plan_images() { # sets pulls (references), builds (services); notes what the pulled names mean now
  pulls='' builds='' built_references=''
  # shellcheck disable=SC2046 # tags are words
  kept=$(image_ids $(for service in $reuse; do release_tag "$service" "$based_on"; done))
  for pair in $r_images; do
    if listed "${pair%%=*}" "$r_built"; then
      built_references="$built_references ${pair#*=}"
      reusable "${pair%%=*}" || builds="$builds ${pair%%=*}"
    fi
  done
  for pair in $r_images; do
    if listed "${pair%%=*}" "$r_built $r_never_pull" || listed "${pair#*=}" "$built_references $pulls" || reusable "${pair%%=*}"; then continue; fi
    pulls="$pulls ${pair#*=}"
  done
  # shellcheck disable=SC2086 # references are words
  [ -z "$pulls" ] || image_ids $pulls | durable - "$base/stage.tags"
}

reusable() { listed "$1" "$reuse" && [ "$(id_in "$kept" "$(release_tag "$1" "$based_on")")" != - ]; }

image_arrived() { # REFERENCE-or-build EXIT-CODE
  reason=$(grep -v '^$' "$(log_of "$1")" | tail -n 1 | tr '\t' ' ' || :)
  case $2 in 124 | 137) reason='no answer in time' ;; esac
  if [ "$1" = build ]; then
    [ "$2" = 0 ] || fail 1 "the build of$builds failed: $(tail -n 12 "$(log_of build)" | masked "$r_env_file" | tr '\n\t' '  ')" \
      "correct the Dockerfile, or look at the network of the host"
    say "built$builds"
    tagged="$tagged $builds"
    return
  fi
  was=$(awk -v name="$1" '$1 == name { print $2; exit }' "$base/stage.tags")
  if [ "$2" = 0 ]; then
    say "pulled $1"
    found=$(image_id "$1")
  elif [ "$was" != - ]; then
    emit warning "$1 could not be refreshed ($reason): the image that is on the host is used"
    found=$was
  else
    missing="$missing $1 ($reason)"
    return
  fi
  for pair in $r_images; do
    [ "${pair#*=}" = "$1" ] || continue
    dk tag "$found" "$(release_tag "${pair%%=*}" "$release")"
    tagged="$tagged ${pair%%=*}"
  done
  case $1 in *@sha256:*) return ;; esac
  [ "$was" = - ] || [ "$was" = "$found" ] || dk tag "$was" "$1"
}

log_of() { printf '%s/log/%s' "$work" "$(printf %s "$1" | tr '/:@' '___')"; }

tag_ahead() { # what needs no pull and no build is tagged while the checks still run; a stage that fails takes it back
  for pair in $r_images; do
    if listed "${pair%%=*}" "$r_never_pull" && ! listed "${pair%%=*}" "$r_built $reuse"; then
      dk tag "${pair#*=}" "$(release_tag "${pair%%=*}" "$release")" &
      tagging="$tagging $!:$pair" tagged="$tagged ${pair%%=*}"
    fi
  done
}

tag_the_rest() { # what was neither pulled nor built: reused, local, or another service's build
  for pair in $r_images; do
    service=${pair%%=*} reference=${pair#*=}
    ! listed "$service" "$tagged" || continue
    source=$reference
    if reusable "$service"; then
      source=$(release_tag "$service" "$based_on")
    elif listed "$reference" "$built_references"; then
      for other in $r_images; do
        if [ "${other#*=}" = "$reference" ] && listed "${other%%=*}" "$r_built"; then
          if reusable "${other%%=*}"; then source=$(release_tag "${other%%=*}" "$based_on"); else source=$(release_tag "${other%%=*}" "$release"); fi
        fi
      done
    fi
    dk tag "$source" "$(release_tag "$service" "$release")" &
    tagging="$tagging $!:$pair"
  done
  for job_pair in $tagging; do wait "${job_pair%%:*}" || not_here "${job_pair#*:}"; done
}

not_here() { # SERVICE=REFERENCE
  fail 2 "the image ${1#*=} of the service ${1%%=*} is not on this host and is never pulled" "build it or load it on the host first (docker load)"
}

look_at_images() { # sets found: architecture, id and registry digests, a line for each of the release's images
  tags=$(for pair in $r_images; do release_tag "${pair%%=*}" "$release"; done)
  # shellcheck disable=SC2086 # tags are words
  found=$(dk image inspect -f '{{.Architecture}} {{.Id}}{{range .RepoDigests}} {{.}}{{end}}' $tags)
}

report_images() { # what look_at_images has found
  for pair in $r_images; do
    service=${pair%%=*} reference=${pair#*=}
    facts=${found%%"$newline"*} found=${found#*"$newline"} facts=${facts#* }
    digest=- repository=${reference%%@*}
    case ${repository##*/} in *:*) repository=${repository%:*} ;; esac
    for candidate in ${facts#* }; do
      case $candidate in "$repository"@*) digest=$candidate ;; esac
    done
    emit image "$service $reference ${facts%% *} $digest"
  done
}

repair_tags() { # for observe: only when no stage is running
  [ -s "$base/stage.tags" ] || return 0
  look_at_docker
  if [ -n "$docker_facts" ] && stage_lock -n; then repair_tags_now; fi
}

repair_tags_now() { # names that a stage noted mean again what they meant before
  [ -f "$base/stage.tags" ] || return 0
  while read -r reference was; do
    case $reference in *@sha256:*) continue ;; esac
    if [ "$was" = - ] || [ "$(image_id "$reference")" = "$was" ]; then continue; fi
    say "put the name $reference back to the image that it had before a stage that died"
    dk tag "$was" "$reference" || :
  done <"$base/stage.tags"
  remove "$base/stage.tags"
}

untag_release() { # RELEASE; what a container still uses stays
  tags=$(dk image ls --filter "reference=coinpilot/$app/*:$1" --format '{{.Repository}}:{{.Tag}}')
  # shellcheck disable=SC2086 # tags are words
  [ -z "$tags" ] || dk rmi $tags >/dev/null 2>&1 || :
}

# --- checkout: a stack that lies on this host; its Compose files are copied, all else is used where it is --------------

checkout() { # answers a list of questions, or with release= says what has changed since that release was made
  need_root
  if [ -n "$release" ]; then
    checkout_since
    return
  fi
  given bytes "$bytes"
  questions=$(mktemp)
  timeout 60 head -c "$bytes" >"$questions" || :
  [ "$(stat -c %s "$questions")" = "$bytes" ] || fail 2 "the list of what to read is cut off" "$again"
  while IFS=$tab read -r kind dockerfile rules path; do
    case $path in /*) ;; *) fail 2 "'$path' is not an absolute path" "$usage_fix" ;; esac
    case $kind in
      read) checkout_file "$path" ;;
      sum) if [ -f "$path" ]; then emit sum "$(digest_of "$path") $path"; else emit sum "- $path"; fi ;;
      tree) emit tree "$(tree_digest "$path" "$dockerfile" "$rules") $path" ;;
      git) checkout_git "$path" ;;
      names) find "$path" -maxdepth 1 -type f \( -name '*.yml' -o -name '*.yaml' \) -printf "name$tab%f\n" 2>/dev/null | sort | head -n 20 || : ;;
      stat) emit stat "$(kind_of "$path") $path" ;;
      *) fail 2 "'$kind' is not a question of checkout" "$usage_fix" ;;
    esac
  done <"$questions"
}

kind_of() { if [ -d "$1" ]; then echo folder; elif [ -f "$1" ]; then echo file; elif [ -e "$1" ]; then echo other; else echo missing; fi; }

checkout_file() { # FILE: its kind, and its bytes
  kind=$(kind_of "$1")
  if [ "$kind" != file ]; then
    emit file "$kind - $1"
  elif [ "$(stat -L -c %s "$1")" -gt 4194304 ]; then
    fail 2 "$1 has more than 4 MiB: it is no Compose or env file" "correct the path"
  else
    emit file "file $(base64 -w0 <"$1") $1"
  fi
}

tree_digest() { # PATH DOCKERFILE RULES: sha256 over names, kinds and contents; - where there is none, ? where it can't be read
  if [ -d "$1" ]; then
    read_whole=$({ cd "$1" && kept_names "$2" "$3" | canonical_tar --no-recursion --verbatim-files-from -T -; } | sha256sum)
  elif [ -e "$1" ]; then
    read_whole=$({ cd "$(dirname "$1")" && canonical_tar --dereference -- "./$(basename "$1")"; } | sha256sum)
  else
    echo -
    return
  fi
  read_whole=${read_whole%% *}
  if [ -e "$questions.broken" ]; then
    rm -f "$questions.broken"
    read_whole='?'
  fi
  echo "$read_whole"
}

canonical_tar() { # what git or a login may change without changing the content is left out: times, owners, groups' modes
  tar --format=gnu --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --hard-dereference --mode=u=rwX,go=rX -cf - "$@" || : >"$questions.broken"
}

kept_names() { # DOCKERFILE RULES: what lies below the folder that we stand in, without what .dockerignore leaves out
  [ "$2" = - ] || set -- "$1" "$(printf %s "$2" | base64 -d)"
  find . -mindepth 1 \( -type f -o -type d -o -type l \) -printf '%P\n' | KEEP=$1 RULES=$2 awk '
    BEGIN { count = split(ENVIRON["RULES"], rule, "\n") }
    {
      out = 0
      for (i = 1; i <= count; i++)
        if ((substr(rule[i], 1, 1) == "x") != out && rule[i] ~ /^[xk]/ && $0 ~ substr(rule[i], 2)) out = !out
      if (!out || $0 == ENVIRON["KEEP"]) print
    }' | sort
}

checkout_git() { # FOLDER: its commit and how much differs from it; as its owner, since git refuses other people's checkouts
  if ! command -v git >/dev/null; then
    emit git "- git is not installed"
    return
  fi
  [ -d "$1" ] || return 0
  owner=$(stat -c %u "$1")
  : >"$questions.git"
  commit=$(git_of "$1" rev-parse --verify HEAD 2>"$questions.git") || commit=''
  if [ -z "$commit" ]; then
    emit git "- $(sed -n '1s/^fatal: //p' "$questions.git" | tr '\t' ' ')"
  elif dirty=$(git_of "$1" status --porcelain --untracked-files=normal -- . 2>"$questions.git"); then
    emit git "$commit $(printf %s "$dirty" | grep -c . || :)"
    printf '%s\n' "$dirty" | sed -n "1,5s/^/dirty$tab/p" | grep -v "^dirty$tab\$" || :
  else
    emit git "- $(head -n 1 "$questions.git" | tr '\t' ' ')"
  fi
  rm -f "$questions.git"
}

git_of() { # FOLDER ARGUMENT…: reads only, and no program that the checkout's settings name
  folder=$1
  shift
  HOME=$(getent passwd "$owner" | cut -d: -f6) GIT_OPTIONAL_LOCKS=0 timeout 60 setpriv --reuid "$owner" --regid "$(stat -c %g "$folder")" --clear-groups \
    git -c safe.directory='*' -c core.fsmonitor=false -C "$folder" "$@"
}

checkout_since() { # what the release refers to: same, differs or gone
  [ -f "$base/releases/$release/checkout" ] || return 0
  : "${questions:=$(mktemp)}"
  while IFS=$tab read -r digest kind dockerfile rules path; do
    case $(tree_digest "$path" "$dockerfile" "$rules") in
      "$digest") emit since "same $kind $path" ;;
      -) emit since "gone $kind $path" ;;
      *) emit since "differs $kind $path" ;;
    esac
  done <"$base/releases/$release/checkout"
}

check_checkout() { # before and after the images are made: what the client read is what is used
  [ -f "$work/release/checkout" ] || return 0
  questions=$work/questions
  while IFS=$tab read -r digest kind dockerfile rules path; do
    [ "$(tree_digest "$path" "$dockerfile" "$rules")" = "$digest" ] ||
      fail 30 "$path changed on this host while it was being deployed" "run the command again, when nobody works in the checkout"
  done <"$work/release/checkout"
}

not_rolled_back() { # RELEASE: of a checkout, only the images go back
  [ -f "$base/releases/$1/checkout" ] || return 0
  questions=$(mktemp)
  changed=$(release=$1 checkout_since | sed -n "s/^since$tab\(differs\|gone\) \(mount\|env\|config\|secret\) //p" | tr '\n' ' ')
  [ -z "$changed" ] || emit warning "configuration in the checkout is not rolled back; it is not what $1 was made with: $changed"
}

# --- switch -------------------------------------------------------------------------------------------------------

switch() {
  given release "$release" based_on "$based_on" confirm_within "$confirm_within"
  trap '' HUP PIPE
  need_host
  need_own_unit
  manifest=''
  if [ -n "$bytes" ] && [ -d "$base" ]; then
    manifest=$(mktemp "$base/.upload.XXXXXX")
    receive "$manifest"
  fi
  need_nothing_pending # said at once to whom loses the race, and again under the lock
  lock
  need_nothing_pending
  old=$(current)
  [ "$old" = "$based_on" ] || fail 30 "the host runs $old, not $based_on: it changed since the plan" "plan again"
  folder=$base/releases/$release
  [ -f "$folder/release.conf" ] || fail 2 "there is no release $release on this host" "stage it first"
  load_release "$folder/release.conf"
  need_env_file
  tags=$(for pair in $r_images; do release_tag "${pair%%=*}" "$release"; done)
  references=$(references_of "$r_images") lost=''
  answers=$base/.answers # one switch at a time
  # shellcheck disable=SC2086 # they are words
  image_ids $tags $references >"$answers" &
  asking=$!
  # shellcheck disable=SC2086 # names are words
  owners_of_others "$r_project" $r_containers >"$answers.owners" &
  look_at_units
  wait "$!" "$asking"
  meant=''
  while read -r reference id; do meant="$meant $reference $id"; done <"$answers"
  need_own_containers "$answers.owners"
  rm -f "$answers" "$answers.owners"
  for tag in $tags; do [ "$(id_in "$meant" "$tag")" != - ] || lost="$lost$tag "; done
  [ -z "$lost" ] || fail 2 "images of the release $release are no longer on this host: $lost" "deploy it again under a new id"
  switched="from $old hold $hold commit ${r_commit:--}"
  record started "$switched"
  if [ -n "$manifest" ]; then
    sync "$manifest" # as it was uploaded, 600
    mv -fT "$manifest" "$folder/manifest.json"
    sync "$folder"
    manifest=''
  fi
  [ "$timer_is" = gone ] || stop_timer
  [ "$timer_is" = gone ] || systemctl stop "$app-revert.service" 2>/dev/null || :
  remember_old
  cmp -s "$program" "$base/host.sh" || durable "$program" "$base/host.sh" 700
  if ! cmp -s "$folder/guard.service" "$systemd_folder/$app-guard.service"; then
    durable "$folder/guard.service" "$systemd_folder/$app-guard.service" 644
  fi
  starts_at_boot "$app-guard.service" || systemctl enable -q --no-reload "$app-guard.service"
  sync "$systemd_folder" "$systemd_folder"/*.wants
  arm_timer
  write_pending
  durable "$folder/unit" "$systemd_folder/$unit" 644
  if [ "$hold" = yes ]; then set_dropin "$folder/hold.conf" "$(dropin_hold)"; else set_dropin '' "$(dropin_hold)"; fi
  set_dropin "$folder/transaction.conf" "$(dropin_transaction)"
  systemctl daemon-reload
  cancel
  starts_at_boot "$unit" || systemctl enable -q "$unit"
  sync "$systemd_folder" "$systemd_folder"/*.wants
  for needed in "$unit" "$app-guard.service"; do
    starts_at_boot "$needed" || fail 1 "$needed could not be enabled: a reboot would leave the stack down" "systemctl enable $needed"
  done
  record 'done' "$switched"
  emit until "$until"
}

look_at_units() { # sets unit_was (what the unit does), timer_is (gone: neither it nor its service is there)
  unit_was='' timer_is=gone about=unit
  for line in $(systemctl show -p Id,LoadState,ActiveState "$unit" "$app-revert.timer" "$app-revert.service"); do
    case $about:$line in
      "unit:Id=$app-revert.timer") about=timer ;;
      unit:ActiveState=*) unit_was=${line#*=} ;;
      timer:LoadState=not-found | timer:ActiveState=inactive | *:Id=*) ;;
      timer:*) timer_is=there ;;
    esac
  done
}

need_nothing_pending() {
  [ -f "$pending" ] || return 0
  fail 30 "a switch to $(conf new "$pending") by $(conf by "$pending") is pending on this host, until $(date -u -d "@$(conf until "$pending")" +%H:%M:%S 2>/dev/null || echo -) UTC" \
    "wait until then, or undo it now: revert"
}

arm_timer() { # the dead man's switch
  until=$(($(date +%s) + confirm_within))
  systemd-run --quiet --collect --unit="$app-revert" --on-active="${confirm_within}s" --timer-property=AccuracySec=1s \
    -p Type=oneshot -p Restart=on-failure -p RestartSec=5s -p StartLimitIntervalSec=0 -p SuccessExitStatus=21 \
    /bin/sh "$base/host.sh" revert app="$app" unit="$unit" job=yes by=timer
}

write_pending() {
  printf "%s='%s'\n" format 1 new "$release" old "$old" app "$app" unit "$unit" project "$r_project" phase switched until "$until" \
    old_hold "$old_hold" new_hold "$hold" old_enabled "$old_enabled" old_active "$old_active" new_confirmed "$new_confirmed" \
    old_images "$old_images" new_images "$r_images" new_built "$r_built" start_timeout "$r_start_timeout" \
    by "$by" from "$from" program "$base/host.sh" | durable - "$pending"
}

remember_old() { # base/old: all that a revert needs
  rm -rf "$base/old"
  mkdir -m 700 "$base/old"
  old_enabled=no old_hold=no new_confirmed=no old_images=''
  ! starts_at_boot "$unit" || old_enabled=yes
  old_active=$unit_was
  [ ! -f "$(dropin_hold)" ] || old_hold=yes
  [ ! -f "$folder/confirmed" ] || new_confirmed=yes
  if [ -e "$systemd_folder/$unit" ] || [ -L "$systemd_folder/$unit" ]; then cp -a "$systemd_folder/$unit" "$base/old/unit"; fi
  case $old in
    none | foreign) remember_stack ;;
    *)
      set --
      for file in hold.conf transaction.conf; do
        [ ! -f "$base/releases/$old/$file" ] || set -- "$@" "$base/releases/$old/$file"
      done
      [ $# = 0 ] || cp "$@" "$base/old"
      old_images=$(conf images "$base/releases/$old/release.conf")
      ;;
  esac
  for reference in $references; do echo "$reference $(id_in "$meant" "$reference")"; done >"$base/old/tags"
  sync -f "$base/old"
}

remember_stack() { # a stack that we did not start: its containers, their images under a tag of ours, and how it was started
  # shellcheck disable=SC2046 # ids are words
  set -- $(containers_of "$r_project")
  [ $# -gt 0 ] || return 0
  dk inspect -f '{{$l := .Config.Labels}}{{if ne (index $l "com.docker.compose.oneoff") "True"}}{{index $l "com.docker.compose.service"}} {{.State.Running}} {{.Image}} {{.Config.Image}}{{end}}' "$@" |
    sed '/^$/d' >"$base/old/containers"
  for key in working_dir config_files environment_file; do
    printf "%s='%s'\n" "$key" "$(dk inspect -f "{{index .Config.Labels \"com.docker.compose.project.$key\"}}" "$1")"
  done >"$base/old/stack"
  while read -r service _ id _; do
    dk tag "$id" "$(release_tag "$service" foreign)"
  done <"$base/old/containers"
}

# --- start --------------------------------------------------------------------------------------------------------

start() {
  need_root
  given release "$release"
  [ -f "$base/releases/$release/release.conf" ] || fail 2 "there is no release $release on this host" "stage it first"
  [ "$job" = yes ] || detached "$app-start" "$base/releases/$release/start.out" start app="$app" unit="$unit" release="$release"
  lock
  still_current
  load_release "$base/releases/$release/release.conf"
  record started
  begin_retag "$release" "$r_images"
  prepare_unit $((r_start_timeout + 30))
  end_retag || fail 1 "an image of the release $release is gone from this host" "revert, then deploy it again"
  [ ! -f "$pending" ] || retire stop "$(services_of "$r_images")" "$(old_services)"
  since=$(date +%s) code=0
  run_unit $((r_start_timeout + 30)) || code=$?
  # Only a start that ended well may be confirmed: after a failed one the old containers may still be up.
  [ "$code" != 0 ] || [ ! -f "$pending" ] || sed "s/^phase=.*/phase='started'/" "$pending" | durable - "$pending"
  record 'done' "exit $code"
  [ "$code" = 0 ] || journalctl -q -u "$unit" --since "@$since" -n 40 -o cat --no-pager 2>/dev/null | masked "$r_env_file" | emit_text output
  emit start-exit "$code"
}

still_current() {
  if [ -f "$pending" ]; then now_new=$(conf new "$pending"); else now_new=$(current); fi
  [ "$now_new" = "$release" ] || fail 30 "this host is at $now_new, not at $release: it was reverted, or another deployment ran" "$look"
}

old_services() { # of the pending switch
  services_of "$(conf old_images "$pending")"
  [ ! -f "$base/old/containers" ] || cut -d ' ' -f 1 "$base/old/containers" | tr '\n' ' '
}

retire() { # stop|remove KEEP SERVICES: containers of services that are no longer there would keep ports and names
  for service in $3; do
    ! listed "$service" "$2" || continue
    for id in $(dk ps -aq --filter "label=com.docker.compose.project=$r_project" --filter "label=com.docker.compose.service=$service" \
      --filter label=com.docker.compose.oneoff=False); do
      name=$(dk inspect -f '{{slice .Name 1}}' "$id") || continue
      say "$service is not in this release: stopping its container $name"
      dk stop "$id" >/dev/null || say "could not stop $name"
      # Only stopped, it can come back as it is; but a new service may want its name.
      if [ "$1" = remove ] || listed "$name" "${r_containers:-}"; then dk rm -f "$id" >/dev/null || say "could not remove $name"; fi
    done
  done
}

# --- watch, explain -----------------------------------------------------------------------------------------------

watch() {
  end=$(($(date +%s) + for_seconds)) last=''
  docker_bound=10
  while [ "$(date +%s)" -lt "$end" ]; do
    emit sample "$(date +%s)"
    sample=$(container_facts "${project:-$app}" || emit unreadable "docker does not answer"; systemctl show -p ActiveState,SubState,NRestarts "$unit" | sed "s/^/unit./; s/=/$tab/")
    case $sample in
      *"unreadable$tab"*) # says nothing about the containers, and the next sample is a whole one
        printf '%s\n' "$sample"
        sample=''
        ;;
      "$last") emit same ;;
      *)
        printf '%s\n' "$sample"
        ask_ps | sed "s/^/ps$tab/" || :
        ;;
    esac
    emit end
    last=$sample
    sleep "$interval"
  done
}

ask_ps() { # as ask_compose, but of a project that needs no files
  find_compose
  set -- --project-name "${project:-$app}" ps --all --format json
  if [ -n "$compose_path" ]; then timeout -k 5 10 "$compose_path" "$@" 2>/dev/null; else dk compose "$@" 2>/dev/null; fi
}

explain() {
  load_release "$base/releases/$(current)/release.conf"
  for service in $services; do
    for id in $(dk ps -aq --filter "label=com.docker.compose.project=${project:-$app}" --filter "label=com.docker.compose.service=$service"); do
      printf 'log\t%s %s\n' "$service" "$(dk logs --tail "$lines" "$id" 2>&1 | masked "$r_env_file" | base64 -w0)"
      printf 'health\t%s %s\n' "$service" "$(dk inspect -f '{{if .State.Health}}{{$log := ""}}{{range .State.Health.Log}}{{$log = .Output}}{{end}}{{$log}}{{end}}' "$id" | masked "$r_env_file" | base64 -w0)"
    done
  done
}

# --- logs, history ------------------------------------------------------------------------------------------------

logs() { # log-now EPOCH, then `line SERVICE TIME TEXT`: container by container, or with follow=yes as they come
  need_root
  emit log-now "$(date +%s)"
  if [ "$follow" = yes ]; then
    follow_logs
    return
  fi
  containers_to_read -a | while read -r id name; do
    # shellcheck disable=SC2086 # options are words
    { timeout -k 5 300 docker logs --timestamps ${since:+--since "$since"} ${tail:+--tail "$tail"} "$id" 2>&1 9>&- || echo "- [not all of it could be read]"; } |
      sed "s/^/line$tab$name /"
  done
}

containers_to_read() { # ps' option: id and name of the containers of the services wanted, or of all
  service='{{.Label "com.docker.compose.service"}}' number='{{.Label "com.docker.compose.container-number"}}'
  dk ps "$@" --no-trunc --filter "label=com.docker.compose.project=${project:-$app}" --filter label=com.docker.compose.oneoff=False \
    --format "{{.ID}} $service $number" | sort -k 2,2 -k 3,3n |
    while read -r id service number; do
      [ -z "$services" ] || listed "$service" "$services" || continue
      case $number in '' | 1) echo "$id $service" ;; *) echo "$id $service-$number" ;; esac
    done
}

follow_logs() { # until the client goes: it then ends at a beat. A container that is made or started anew is followed too
  trap 'exit 1' HUP INT TERM PIPE
  work=$(mktemp -d) followed='' readers=''
  while :; do
    emit beat "$(date +%s)"
    containers_to_read >"$work/now"
    still=''
    for pair in $followed; do
      if kill -0 "${pair#*:}" 2>/dev/null; then still="$still $pair"; fi
    done
    followed=$still
    while read -r id name; do
      case "$followed " in *" $id:"*) continue ;; esac
      rm -f "$work/$id"
      mkfifo "$work/$id"
      docker logs --follow --timestamps --since "${since:-$(date +%s)}" "$id" >"$work/$id" 2>&1 9>&- &
      followed="$followed $id:$!"
      # Several write to one pipe: up to 4096 bytes they don't get into each other.
      sed -u "s/^\(.\{3900\}\).*/\1 [cut]/; s/^/line$tab$name /" <"$work/$id" &
      readers="$readers $!"
    done <"$work/now"
    # What is written while a container is looked for again is read then; the client leaves out what it has.
    since=$(($(date +%s) - 3))
    sleep "$interval"
  done
}

logs_ended() {
  [ -n "${followed:-}${readers:-}" ] || return 0
  for pair in $followed; do kill "${pair#*:}" 2>/dev/null || :; done
  for reader in $readers; do kill "$reader" 2>/dev/null || :; done
  rm -rf "$work"
}

history() {
  need_root
  settled
  [ ! -f "$base/journal.jsonl" ] || tail -n 1000 "$base/journal.jsonl" | sed "s/^/step$tab/"
}

# --- rehearse -----------------------------------------------------------------------------------------------------

# Proves that the installed unit, of ours or not, would start: systemd takes it, all that it names is there, and its own
# command lines run, in its own surroundings, with `config` or --help in place of what they do. Nothing that runs is
# touched. `finding error` would keep the stack down; `checked` is what was looked at; `would` is what a start changes.

rehearse() {
  need_root
  settled
  case $(current)$(property LoadState) in none*) fail 2 "there is no $unit on this host: there is nothing to rehearse" "deploy first" ;; esac
  work=$(mktemp -d /run/coinpilot-rehearse.XXXXXX)
  commands=0 heads='' found='' sweeps=no
  surroundings=$(surroundings_of_unit)
  rehearse_unit
  rehearse_docker
  for key in ExecCondition ExecStartPre ExecStart ExecStartPost ExecReload ExecStop; do
    unit_commands "$key" >"$work/lines"
    while read -r ignored words; do
      eval "set -- $words"
      rehearse_line "$@"
    done <"$work/lines"
  done
  emit checked "$commands command lines of the unit in its own surroundings: config in place of the verb, and the words of each verb"
}

finding() { # error|warning RULE TEXT [FIX]
  case $found in *"|$3|"*) return 0 ;; esac # two lines of the unit may name the same path
  found="$found|$3|"
  emit finding "$1$tab$2$tab$(flat "$3")$tab$(flat "${4:-}")"
}

rehearse_unit() {
  enabled_now=$(systemctl is-enabled "$unit" 2>/dev/null || :)
  case $(property LoadState) in
    loaded) ;;
    masked) finding error unit-masked "$unit is masked: it never starts" "systemctl unmask $unit" ;;
    *) finding error unit-load "systemd could not load $unit: $(property LoadError)" "systemctl status $unit" ;;
  esac
  # With any finding of its own it returns 0; about other units it may say what it likes.
  output=$(systemd-analyze verify --man=no "$unit" "$([ ! -f "$systemd_folder/$app-guard.service" ] || echo "$app-guard.service")" 2>&1 || :)
  printf '%s\n' "$output" | grep -F -e "$unit" -e "$app-guard" | grep -v "Unknown .*'Restart\(Steps\|MaxDelaySec\)'" | sort -u >"$work/verify" || :
  while read -r line; do
    finding error unit-verify "systemd says of the unit: $line" "correct it and run systemctl daemon-reload, or deploy again: that puts the rendered unit back"
  done <"$work/verify"
  emit checked "systemd-analyze verify of $unit with its drop-ins"
  case $enabled_now:$(property WantedBy) in
    enabled:* | static:?*) ;;
    *) finding error unit-enabled "$unit is ${enabled_now:-not} ${enabled_now:+, not }enabled: nothing starts it at boot" "systemctl enable $unit" ;;
  esac
  [ "$(property NeedDaemonReload)" = no ] ||
    finding error daemon-reload "the unit changed on disk since systemd read it: a boot starts something else than what was read" "systemctl daemon-reload, then rehearse again"
  [ ! -f "$pending" ] ||
    finding warning pending "$(conf new "$pending") is not confirmed: a reboot goes back to $(conf old "$pending") first" "wait for its confirmation, or revert it"
  case $(current):$(systemctl is-enabled "$app-guard.service" 2>/dev/null || :) in
    foreign:* | *:enabled) ;;
    *) finding "$([ -f "$pending" ] && echo error || echo warning)" guard "$app-guard.service is not enabled: a reboot in the middle of a deployment would not go back" "deploy again, or systemctl enable $app-guard.service" ;;
  esac
  folder=$(property WorkingDirectory)
  case $folder in
    '' | '!'* | '~') ;;
    *) [ -d "$folder" ] || finding error path "the unit's WorkingDirectory $folder is gone: every line of it fails (200/CHDIR)" "mkdir -p $folder, or deploy again with --force" ;;
  esac
}

rehearse_docker() {
  look_at_docker
  case $docker_flavour:$docker_facts in
    engine:?*) ;;
    engine:) finding error docker "the Docker Engine does not answer" "systemctl start docker; journalctl -u docker" ;;
    missing:*) finding error docker "there is no docker on this host" "install Docker Engine and its Compose plugin" ;;
    *) finding error docker "docker on this host is $docker_flavour, not Docker Engine" "install Docker Engine for the system" ;;
  esac
  wanted_by_unit=no
  case " $(systemctl show -p Wants,Requires,BindsTo,Requisite "$unit" | tr '=\n' '  ') " in *' docker.service '*) wanted_by_unit=yes ;; esac
  case $(systemctl is-enabled docker.service 2>/dev/null || :):$wanted_by_unit:$(systemctl is-enabled docker.socket 2>/dev/null || :) in
    enabled:*) ;;
    masked*) finding error docker-enabled "docker.service is masked: it can't start, and the stack can't" "systemctl unmask docker.service && systemctl enable docker.service" ;;
    *:yes:* | *:enabled) finding warning docker-enabled "docker.service is not enabled: only the unit (or its socket) starts it at boot" "systemctl enable docker.service" ;;
    *) finding error docker-enabled "docker.service is not enabled and the unit does not ask for it: nothing starts Docker at boot" "systemctl enable docker.service" ;;
  esac
  emit checked "Docker Engine, and that it starts at boot"
}

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

rehearse_stack() { # what `up` makes containers from
  as_the_unit "$head config --images" || return 0
  sort -u "$work/output" >"$work/images"
  as_the_unit "$head config"
  compose_facts <"$work/output" >"$work/facts"
  : >"$work/output" # it holds the values
  if [ -n "$docker_facts" ]; then
    while read -r reference; do rehearse_image; done <"$work/images"
    emit checked "$(($(wc -l <"$work/images"))) images, and that they are for $(machine)"
    dk ps -a --filter "label=com.docker.compose.project=$(sed -n 's/^project //p' "$work/facts")" --filter status=dead --format '{{.Names}}' >"$work/dead"
    while read -r name; do
      [ "$sweeps" = no ] || { emit would "remove $name, which was being removed when Docker or the host went down, and make it anew"; continue; }
      finding error dead "$name was being removed when Docker or the host went down: Docker never starts it again, and up fails because of it" \
        "docker rm -f $name; the next start makes it anew"
    done <"$work/dead"
  fi
  project_runs=$(containers_of "$(sed -n 's/^project //p' "$work/facts")" || :)
  while read -r kind first second third; do
    path="$first${second:+ $second}${third:+ $third}"
    case $kind in
      bind) rehearse_bind "$first" "$second" "$third" ;;
      file) [ -e "$path" ] || finding error file "$path, a config or secret of the stack, is not there" "$(mend_path "$path")" ;;
      context) [ -e "$second${third:+ $third}" ] || finding warning context "the build context of $first is gone: a boot can't build it anew" "$(mend_path "$second${third:+ $third}")" ;;
      volume) rehearse_volume "$second" "$third" ;;
      network)
        [ -z "$docker_facts" ] || dk network inspect "$first" >/dev/null 2>&1 ||
          finding error network "the external network $first is not there: up fails" "docker network create $first"
        ;;
    esac
  done <"$work/facts"
  emit checked "$(grep -c -e '^bind' -e '^file' "$work/facts" || :) mounted files and folders, $(grep -c '^volume' "$work/facts" || :) volumes"
  [ "$understood" = no ] || dry_run
}

rehearse_image() {
  made_for=$(dk image inspect -f '{{.Architecture}}' "$reference" 2>/dev/null) || made_for=gone
  service=$(for pair in $(conf images "$base/releases/$(current)/release.conf"); do [ "${pair#*=}" != "$reference" ] || echo "${pair%%=*}"; done | head -n 1)
  if [ "$made_for" = gone ]; then
    kept=$(release_tag "${service:-none}" "$(current)") repair="docker pull $reference, or deploy again with --force"
    [ "$(image_id "$kept")" = - ] || repair="docker tag $kept $reference"
    finding error image "the image $reference${service:+ of $service} is not on this host: up starts none of the services" "$repair"
  elif other_machine "$made_for"; then
    finding warning architecture "the image $reference is for $made_for, this host is $(machine): it runs only if the host emulates it" "use an image for $(machine)"
  fi
}

rehearse_bind() { # never|made|default SERVICE PATH
  [ ! -e "$3" ] || return 0
  made=$1
  [ "$made" != default ] || made=$(silent_mount)
  case $made:${project_runs:+ran} in
    made:) finding warning bind "$3, which $2 mounts, is not there: Docker makes an empty folder of it" "put it there" ;;
    made:*) finding error bind "$3, which $2 mounts, is gone: Docker would make an empty folder of it" "put it back" ;;
    *) finding error bind "$3, which $2 mounts, is gone: up starts none of the services" "$(mend_path "$3")" ;;
  esac
}

rehearse_volume() { # NAME own|external
  if [ -z "$docker_facts" ] || [ -n "$(volume_owners "$1")" ]; then return 0; fi
  case $2 in
    external) finding error volume "the external volume $1 is not there: up fails" "restore it, or begin empty: docker volume create $1" ;;
    *) finding warning volume "the volume $1 is not there: a start makes it new and empty" "restore its data first, if there was any" ;;
  esac
}

dry_run() { # Compose's own rehearsal: it sees no missing image and no missing file, but what would be made anew
  if as_the_unit "$head --dry-run $action$tail"; then
    emit checked "docker compose up --dry-run"
  elif ! grep -q -e 'unknown flag: --dry-run' -e 'dependency failed to start' "$work/output"; then # not before Compose 2.20; and it asks whether real dependencies are healthy
    finding error dry-run "docker compose up --dry-run fails: $(without_values "$env_file" <"$work/output" | tail -n 1)" "correct what it names"
  fi
  sed -n 's/.*DRY-RUN MODE - *\(Container\|Volume\|Network\) *"\{0,1\}\([^ "]*\)"\{0,1\} *\(Recreate\|Creating\)$/\3 \1 \2/p' "$work/output" |
    while read -r change what name; do
      case $change in Recreate) change='recreate' ;; *) change='make' ;; esac
      emit would "$change the $(printf %s "$what" | tr '[:upper:]' '[:lower:]') $name"
    done
}

# --- restore ------------------------------------------------------------------------------------------------------

# Gives an older release its images back, under its own tags only: by id where the image is still here, by digest from
# its registry, and what is built here from the release's own files (a checkout is none). Nothing that runs, and no other name, is touched.

restore() {
  trap 'exit 1' HUP INT TERM PIPE
  given release "$release"
  need_host
  folder=$base/releases/$release
  [ -f "$folder/release.conf" ] || fail 2 "there is no release $release on this host" "$look"
  load_release "$folder/release.conf"
  need_env_file
  stage_lock -w 60 || fail 30 "a release of $app is being staged on this host" "wait for it to end, then run the command again"
  record started
  work=$(mktemp -d /run/coinpilot-restore.XXXXXX)
  builds='' lost='' restored=''
  for pair in $r_images; do
    tag=$(release_tag "${pair%%=*}" "$release")
    [ "$(image_id "$tag")" != - ] || restore_image "${pair%%=*}" "${pair#*=}"
  done
  [ -z "$lost" ] || not_restored "images of the release $release are gone and can't be had again:$lost" \
    "bring the registry back, load the image (docker load), or choose another release"
  if [ -n "$builds" ]; then
    say "building$builds again from the release's own files: the same sources, but not surely the same image"
    # shellcheck disable=SC2086 # services are words
    (compose "$r_build_timeout" "$r_compose_files:$r_build_file" build $builds) >"$work/log" 2>&1 ||
      not_restored "the images of$builds are gone from this host, and building them again from the release's own files fails: $(tail -n 6 "$work/log" | masked "$r_env_file" | tr '\n\t' '  ')" \
        "choose another release"
  fi
  look_at_images
  report_images
  record 'done'
}

not_restored() { # ERROR FIX: and everything is as it was
  # shellcheck disable=SC2086 # tags are words
  [ -z "$restored" ] || dk rmi $restored >/dev/null 2>&1 || :
  fail 2 "$@"
}

restore_image() { # SERVICE REFERENCE
  was=$(printf '%s\n' "$wanted" | awk -v service="$1" '$1 == service { print $2, $3; exit }')
  id=${was% *} digest=${was#* }
  if [ "${id:--}" != - ] && dk tag "$id" "$tag" 2>/dev/null; then
    say "the image of $1 had lost its name: it is named again"
    restored="$restored $tag"
  elif [ "${digest:--}" != - ]; then
    say "the image of $1 is gone from this host: pulling $digest"
    if timeout -k 10 "$r_pull_timeout" docker pull -q "$digest" >"$work/log" 2>&1; then
      dk tag "$digest" "$tag"
      restored="$restored $tag $digest"
    else
      lost="$lost $2 ($(tail -n 1 "$work/log" | tr '\t' ' '))"
    fi
  elif listed "$1" "$r_built" && [ -f "$folder/checkout" ]; then
    lost="$lost $2 (it was built from a checkout, which is not kept as it was)"
  elif listed "$1" "$r_built"; then
    builds="$builds $1"
  else
    lost="$lost $2 (it came from no registry)"
  fi
}

# --- reboot -------------------------------------------------------------------------------------------------------

reboot() {
  trap '' HUP PIPE
  need_root
  lock
  need_nothing_pending
  record 'done'
  emit boot-id "$(cat /proc/sys/kernel/random/boot_id)"
  emit now "$(date +%s)"
  systemd-run --quiet --collect --on-active=1s --timer-property=AccuracySec=100ms systemctl reboot
}

# --- confirm ------------------------------------------------------------------------------------------------------

confirm() {
  trap '' HUP PIPE
  need_root
  given release "$release"
  lock
  folder=$base/releases/$release
  if [ ! -f "$pending" ] && [ -f "$folder/confirmed" ] && [ "$(current)" = "$release" ]; then
    say "$release was confirmed before"
    exit 0
  fi
  [ "$(conf new "$pending")" = "$release" ] || fail 30 "$release is not pending on this host, $(current) is current: it went back by itself, or another deployment ran" "$look"
  record started
  old=$(conf old "$pending")
  [ "$old" = "$release" ] || printf "%s='%s'\n" format 1 replaces "$old" at "$(date +%s)" by "$by" | durable - "$folder/confirmed"
  load_release "$folder/release.conf"
  gone_services=$(old_services)
  [ "$old" != foreign ] || [ ! -e "$base/old/unit" ] || cp -a "$base/old/unit" "$base/foreign-unit" # the only copy of it
  : >"$settling"
  remove "$pending" # the commit point
  emit confirmed "$release" # the client need not wait for what follows; who looks at this host does
  set_dropin '' "$(dropin_transaction)"
  tidy_up >"$base/old/tidied" & # while systemd reads its units again
  tidying=$!
  systemctl daemon-reload
  stop_timer
  wait "$tidying" || :
  record 'done' "$(cut -f 2 "$base/old/tidied" | tr '\n' ' ')"
  if stage_lock -n; then trim_journal; fi
  rm -f "$settling"
}

tidy_up() { # after a confirmation: containers of services that are gone, old releases
  retire remove "$(services_of "$r_images")" "$gone_services" || say "containers of services that are gone could not be removed"
  prune || say "old releases could not be pruned: the next deployment tries again"
}

settled() { # waits while a confirmation that was said is not wholly done; one that died is over
  tries=0
  while [ -f "$settling" ] && [ "$tries" -lt 600 ]; do
    # shellcheck disable=SC2015 # either way it is asked again
    (exec 9>>"/run/coinpilot-$app.lock" && flock -n 9 && rm -f "$settling") || sleep 0.1
    tries=$((tries + 1))
  done
}

prune() {
  stage_lock -n || return 0 # a stage is running: the next confirm prunes
  rm -rf "$base"/releases/.new.*
  find "$base" -maxdepth 1 -name '.upload.*' -mmin +1440 -exec rm -f {} +
  keep="$release $(conf replaces "$folder/confirmed")"
  count=0
  for id in $(releases_newest_first); do
    if [ -f "$base/releases/$id/confirmed" ] && [ "$count" -lt 5 ]; then
      keep="$keep $id" count=$((count + 1))
    fi
  done
  uses=$(container_uses) || return
  for id in $(releases_newest_first); do
    case $uses in *"$base/releases/$id/"*) keep="$keep $id" ;; esac
    # A newer one that is only staged may be about to be switched to.
    if ! listed "$id" "$keep" && { [ -f "$base/releases/$id/confirmed" ] || [ "$(printf '%s\n' "$id" "$release" | sort | head -n 1)" = "$id" ]; }; then
      say "pruned $id"
      rm -rf "${base:?}/releases/$id"
    fi
  done
  prune_objects
  unreachable=''
  for tag in $(dk image ls --filter "reference=coinpilot/$app/*" --format '{{.Repository}}:{{.Tag}}'); do
    [ -d "$base/releases/${tag##*:}" ] || unreachable="$unreachable $tag"
  done
  # shellcheck disable=SC2086 # tags are words
  [ -z "$unreachable" ] || dk rmi $unreachable >/dev/null || :
}

container_uses() { # the paths that containers were made from; fails when docker can't say
  ids=$(dk ps -aq) || return
  # shellcheck disable=SC2086 # ids are words
  [ -z "$ids" ] || dk inspect -f '{{index .Config.Labels "com.docker.compose.project.config_files"}}{{range .Mounts}} {{.Source}}{{end}}' $ids
}

releases_newest_first() { find "$base/releases" -mindepth 1 -maxdepth 1 -type d ! -name '.*' -printf '%f\n' | sort -r; }

prune_objects() {
  used=$uses$(cat "$base"/releases/*/compose.*.yml 2>/dev/null || :)
  for object in "$base"/objects/*/; do
    object=${object%/}
    case $used in *"objects/${object##*/}"*) ;; *) rm -rf "$object" ;; esac
  done
}

# --- revert -------------------------------------------------------------------------------------------------------

revert() {
  trap '' HUP PIPE
  need_root
  [ -f "$base/host.sh" ] || [ ! -d "$base" ] || durable "$program" "$base/host.sh" 700
  [ -d "$base" ] || fail 2 "there is no app $app on this host"
  if [ "$boot" = yes ] && systemctl is-active -q "$app-revert.timer"; then exit 0; fi # no boot: the timer is in charge
  [ "$boot" = no ] || by=guard
  [ "$boot$job" != nono ] || detached "$app-reverting" "$base/revert.out" revert app="$app" unit="$unit" release="$release" reason="$reason"
  [ "$boot" = yes ] || systemctl stop "$app-start.service" 2>/dev/null || :
  lock 900
  if [ ! -f "$pending" ]; then
    nothing_pending
    return
  fi
  new=$(conf new "$pending") old=$(conf old "$pending") unit=$(conf unit "$pending") r_project=$(conf project "$pending")
  if [ -z "${new:+$old}" ] || [ ! -d "$base/old" ]; then
    fail 1 "$pending can't be read" "look at it and at $base/old, put the unit back by hand, remove it"
  fi
  [ -z "$release" ] || [ "$release" = "$new" ] || fail 30 "not $release but $new is pending on this host" "$look"
  release=$new
  case $by$reason in
    timer) reason='not confirmed in time' ;;
    guard) reason='the host was restarted before it was confirmed' ;;
  esac
  record started "to $old $reason"
  [ "$(conf new_confirmed "$pending")" = yes ] || remove "$base/releases/$new/confirmed"
  start_timeout=$(conf start_timeout "$pending") code=0
  if [ "$old$boot" = noneno ]; then
    cancel
    timeout $((start_timeout + 30)) systemctl stop "$unit" 9>&- || :
  fi
  put_unit_back
  sweep_half_made "$r_project"
  case $old in
    none) back_to_stack || code=$? ;;
    foreign) back_to_foreign || code=$? ;;
    *) back_to_release || code=$? ;;
  esac
  printf "%s='%s'\n" format 1 release "$new" to "$old" start_exit "$code" at "$(date +%s)" by "$by" | durable - "$base/reverted"
  remove "$pending"
  set_dropin '' "$(dropin_transaction)"
  case $old in none | foreign) remove_guard ;; esac
  systemctl daemon-reload
  stop_timer
  [ "$old" != none ] || forget_release "$new"
  untag_release foreign
  record 'done' "to $old exit $code"
  if stage_lock -n; then trim_journal; fi
  report_revert "$old" "$code"
}

nothing_pending() { # it was done before, or there was nothing to do: leftovers go
  set_dropin '' "$(dropin_transaction)"
  case $(current) in none | foreign) remove_guard ;; esac
  [ "$(property NeedDaemonReload)" = no ] || systemctl daemon-reload
  stop_timer
  if [ -n "$release" ] && [ "$(conf release "$base/reverted")" = "$release" ]; then
    report_revert "$(conf to "$base/reverted")" "$(conf start_exit "$base/reverted")"
    return
  fi
  if [ -n "$release" ]; then say "$release is not pending on this host"; else say "nothing is pending: there is nothing to revert"; fi
  report_revert "$(current)" 0
}

report_revert() { # TO START-EXIT
  emit reverted "$1"
  emit start-exit "$2"
  [ "$2" = 0 ] || fail 21 "$1 is back, but its start ended with exit code $2; systemd may still be trying" \
    "systemctl status $unit; journalctl -u $unit; docker ps -a"
}

put_unit_back() { # and its drop-ins, and whether it is enabled; when this fails, the timer tries it again
  [ "$(conf old_enabled "$pending")" = yes ] || systemctl disable -q --no-reload "$unit" 2>/dev/null || :
  set_dropin "$base/old/hold.conf" "$(dropin_hold)"
  if [ "$boot" = yes ]; then
    set_dropin '' "$(dropin_transaction)"
  else
    set_dropin "$base/old/transaction.conf" "$(dropin_transaction)"
  fi
  if [ -e "$base/old/unit" ] || [ -L "$base/old/unit" ]; then
    durable "$base/old/unit" "$systemd_folder/$unit"
  else
    remove "$systemd_folder/$unit"
  fi
  systemctl daemon-reload
  [ "$boot" = yes ] || cancel
  if [ "$(conf old_enabled "$pending")" = yes ]; then
    systemctl is-enabled -q "$unit" 2>/dev/null || systemctl enable -q "$unit"
  fi
  sync "$systemd_folder" "$systemd_folder"/*.wants
}

# These three run with their exit code caught: the shell does not stop at a failure in them.

back_to_release() {
  old_images=$(conf old_images "$pending")
  [ "$boot" = yes ] || not_rolled_back "$old"
  retag "$old" "$old_images" || say "an image of the release $old is gone from this host"
  retire remove "$(services_of "$old_images")" "$(services_of "$(conf new_images "$pending")")"
  [ "$boot" = yes ] || start_unit $((start_timeout + 30))
}

back_to_foreign() {
  back_to_stack || return
  [ "$boot" = no ] && [ "$(conf old_active "$pending")" = active ] && [ "$(property ActiveState)" != active ] || return 0
  # It said active before and its containers run again: let it say so, without running its own commands.
  printf '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStartPre=\nExecStart=\nExecStart=/bin/true\nExecStartPost=\n' |
    durable - "$base/old/active.conf"
  set_dropin "$base/old/active.conf" "$(dropin_transaction)"
  systemctl daemon-reload
  systemctl reset-failed "$unit" 2>/dev/null || :
  systemctl start "$unit" 9>&-
}

back_to_stack() { # what ran before we came; nothing, when nothing did
  restore_tags
  bound=$((start_timeout + 30))
  if [ ! -s "$base/old/containers" ]; then
    timeout -k 10 "$bound" docker compose --project-name "$r_project" down --remove-orphans 9>&-
    return
  fi
  retire remove "$(old_services)" "$(services_of "$(conf new_images "$pending")")"
  running=$(awk '$2 == "true" { print $1 }' "$base/old/containers")
  set -- --project-name "$r_project" --project-directory "$(conf working_dir "$base/old/stack")"
  IFS=, # paths of others may hold spaces
  for file in $(conf config_files "$base/old/stack"); do set -- "$@" -f "$file"; done
  for file in $(conf environment_file "$base/old/stack"); do set -- "$@" --env-file "$file"; done
  unset IFS
  if [ -n "$running" ]; then
    # shellcheck disable=SC2086 # services are words
    env -i HOME="$HOME" PATH="$PATH" timeout -k 10 "$bound" docker compose "$@" up -d --no-build --pull never $running 9>&-
  else
    env -i HOME="$HOME" PATH="$PATH" timeout -k 10 "$bound" docker compose "$@" stop 9>&-
  fi
}

restore_tags() { # of the names that the new release uses; one that a build of ours made is removed
  built=$(conf new_built "$pending")
  for pair in $(conf new_images "$pending"); do
    reference=${pair#*=}
    case $reference in *@sha256:*) continue ;; esac
    was=$(awk -v name="$reference" '$1 == name { print $2; exit }' "$base/old/tags")
    if [ "${was:--}" != - ]; then
      dk tag "$was" "$reference" || :
    elif listed "${pair%%=*}" "$built"; then
      dk rmi "$reference" >/dev/null 2>&1 || :
    fi
  done
  [ -f "$base/old/containers" ] || return 0
  while read -r service _ _ reference; do
    case $reference in sha256:* | *@sha256:*) continue ;; esac
    dk tag "$(release_tag "$service" foreign)" "$reference" || :
  done <"$base/old/containers"
}

remove_guard() {
  systemctl disable -q --no-reload "$app-guard.service" 2>/dev/null || :
  remove "$systemd_folder/$app-guard.service"
}

forget_release() { # its images and its folder: nothing was there before
  untag_release "$1"
  rm -rf "${base:?}/releases/$1"
}

# --- holdings, uninstall ------------------------------------------------------------------------------------------

whose_stack() { # ours: a release's, or one whose removal was begun; foreign: of a unit that we did not make; none
  case $(current) in
    foreign) echo foreign ;;
    none) if [ -f "$base/removing" ]; then echo ours; else echo none; fi ;;
    *) echo ours ;;
  esac
}

holdings() { # goes KIND NAME for what uninstall takes away, stays KIND NAME for what it leaves
  need_root
  settled
  look_at_docker
  stack=$(whose_stack)
  emit stack "$stack"
  if [ "$stack" = ours ]; then
    [ ! -f "$systemd_folder/$unit" ] || emit goes "unit $systemd_folder/$unit"
    of_project goes container ps -a --format '{{.Names}}'
    of_project goes network network ls --format '{{.Name}}'
  elif [ "$stack" = foreign ]; then
    emit stays "unit $unit"
    of_project stays container ps -a --format '{{.Names}}'
  fi
  for file in "$(dropin_hold)" "$systemd_folder/$app-guard.service"; do
    [ ! -f "$file" ] || emit goes "unit $file"
  done
  for id in $(releases_newest_first 2>/dev/null); do emit goes "release $id"; done
  for folder in "$base"/objects/*/; do [ ! -d "$folder" ] || emit goes "object $(basename "$folder")"; done
  [ -z "$docker_facts" ] || dk image ls --filter "reference=coinpilot/$app/*" --format '{{.Repository}}:{{.Tag}}' | sed "s/^/goes${tab}tag /"
  volumes_of_project | sed "s/^/stays${tab}volume /"
  for file in "/etc/coinpilot/$app/.env" "$base/foreign-unit" "$base/journal.jsonl" "$systemd_folder/$unit.d"/*; do
    case $file in "$(dropin_hold)") continue ;; esac
    [ ! -f "$file" ] || emit stays "file $file"
  done
  [ -z "$(find "$base/project" -mindepth 1 -print -quit 2>/dev/null)" ] || emit stays "folder $base/project"
}

of_project() { # FACT KIND DOCKER-COMMAND…
  fact=$1 kind=$2
  shift 2
  [ -z "$docker_facts" ] || dk "$@" --filter "label=com.docker.compose.project=${project:-$app}" | sed "s/^/$fact$tab$kind /"
}

volumes_of_project() { # its own, and those of others that its containers use
  [ -n "$docker_facts" ] || return 0
  {
    dk volume ls --filter "label=com.docker.compose.project=${project:-$app}" --format '{{.Name}}'
    # shellcheck disable=SC2046 # ids are words
    set -- $(containers_of "${project:-$app}")
    [ $# = 0 ] || dk inspect -f '{{range .Mounts}}{{if eq .Type "volume"}}{{.Name}} {{end}}{{end}}' "$@" | tr ' ' '\n'
  } | sed '/^$/d' | sort -u
}

uninstall() { # stop, unit, containers, then all that we keep; what is gone already is passed over
  trap '' HUP PIPE
  need_root
  need_own_unit
  look_at_docker
  [ -n "$docker_facts" ] || fail 2 "the Docker Engine of this host does not answer" "systemctl start docker; journalctl -u docker"
  need_nothing_pending
  lock
  need_nothing_pending
  [ ! -d "$base" ] || stage_lock -n || fail 30 "a release of $app is being staged on this host" "wait for it to end, then run the command again"
  stack=$(whose_stack)
  if [ "$stack" != ours ]; then
    case $(container_uses) in
      *"$base/objects/"* | *"$base/releases/"*)
        fail 2 "containers use what CoinPilot keeps under $base, but no unit of it is installed" "remove them first: docker compose -p ${project:-$app} down"
        ;;
    esac
  fi
  record started
  if [ "$stack" = ours ]; then
    mkdir -p "$base"
    date +%s | durable - "$base/removing" # from here on it can be taken up again
    take_unit_away
    take_containers_away
  fi
  set_dropin '' "$(dropin_hold)"
  set_dropin '' "$(dropin_transaction)"
  remove_guard
  systemctl daemon-reload
  stop_timer
  tags=$(dk image ls --filter "reference=coinpilot/$app/*" --format '{{.Repository}}:{{.Tag}}')
  # shellcheck disable=SC2086 # tags are words
  [ -z "$tags" ] || dk rmi $tags >/dev/null 2>&1 || say "some images are still in use: their tags stay"
  [ -d "$base" ] || return 0
  for folder in releases objects old; do rm -rf "${base:?}/$folder"; done
  rm -rf "$resolved"
  find "$base" -maxdepth 1 \( -name '.upload.*' -o -name '.*.part' \) -exec rm -f {} +
  rm -f "$base/host.sh" "$base/reverted" "$base/revert.out" "$base/revert.out.exit" "$base/stage.tags" "$base/stage.lock"
  rmdir "$base/project" 2>/dev/null || : # what the services wrote there stays
  say "removed the releases, their content and their image tags"
  record 'done'
  remove "$base/removing"
}

take_unit_away() {
  [ -f "$systemd_folder/$unit" ] || return 0
  say "stopping $unit"
  cancel
  timeout 1800 systemctl stop "$unit" 9>&- || say "$unit did not stop in good order; its containers are removed all the same"
  systemctl disable -q --no-reload "$unit" 2>/dev/null || :
  set_dropin '' "$(dropin_hold)"
  remove "$systemd_folder/$unit"
  systemctl daemon-reload
  systemctl reset-failed "$unit" 2>/dev/null || :
  say "removed the unit $unit"
}

take_containers_away() { # and their networks; never with -v
  timeout -k 10 900 docker compose --project-name "${project:-$app}" down --remove-orphans 9>&- ||
    fail 1 "docker compose down failed; what it had not reached is still there" "$again: it goes on where it stopped"
  for id in $(containers_of "${project:-$app}"); do dk rm -f "$id" >/dev/null; done
  say "removed the containers and networks"
}

# --- serve --------------------------------------------------------------------------------------------------------

# The client sends this program once a connection, then a line for each verb, and behind it its payload:
#   BYTES always|after-success VERB key=value…
# The words are quoted for a shell. Neither read nor head takes a byte more than its own. Each verb is a process of
# its own, which outlives the connection or dies with it as it would alone.
serve() {
  trap 'exit 1' HUP INT TERM PIPE
  session=$(mktemp -d /run/coinpilot-session.XXXXXX 2>/dev/null || mktemp -d) code=0
  noise=$session/noise
  emit serving "$program"
  exec 7>"$session/looking"
  flock 7 2>/dev/null || :
  look_ahead </dev/null & # while the first request is on its way
  exec 7>&-
  while read -r size condition request; do
    if [ "$size" = 0 ]; then
      serve_one "$condition" "$code" "$request" </dev/null && code=0 || code=$?
    else
      head -c "$size" | serve_one "$condition" "$code" "$request" && code=0 || code=$?
    fi
    [ "$code" != 141 ] || exit 1 # nobody is there to hear the answer: what was asked for next is not wanted any more
  done
}

look_ahead() {
  [ "$ahead" != preview ] || (preview_ahead) &
  (look_afresh)
  wait
}

serve_one() ( # CONDITION CODE-OF-THE-VERB-BEFORE REQUEST; the payload on standard input
  condition=$1 before=$2 code=0
  eval "set -- $3"
  : >"$noise"
  if [ "$condition" = after-success ] && [ "$before" != 0 ]; then
    code=30
    emit error "$1 was not run, because the verb before it failed"
  else
    sh "$program" "$@" session="$session" ahead="$ahead" 2>"$noise" || code=$?
  fi
  loud=''
  [ ! -s "$noise" ] || loud=$(tail -c 65536 "$noise" | base64 -w0)
  emit verb-end "$code $loud"
  [ "$code" = 0 ] || cat >/dev/null # what a verb that was refused left of its payload
  exit "$code"
)

# --- main ---------------------------------------------------------------------------------------------------------

given() { # KEY VALUE …: arguments that a verb can't do without
  while [ $# -gt 0 ]; do
    [ -n "$2" ] || fail 2 "$verb needs $1=" "$usage_fix"
    shift 2
  done
}

word() { # PATTERN VALUE WORD: refuses a value with other characters than the pattern's
  case $2 in *[!$1]* | '') fail 2 "'$3' is not a valid argument" "$usage_fix" ;; esac
}

ended() {
  code=$?
  trap - EXIT
  trap '' PIPE
  [ "$verb" != stage ] || stage_ended
  [ "$verb" != logs ] || logs_ended
  case $verb:$session in
    serve:?*)
      wait # for the first look: it writes there, and a folder that fills up is not removed
      [ ! -f "$session/ahead" ] || rm -rf "$(cat "$session/ahead")"
      rm -rf "$session"
      ;;
    *:) rm -rf ${scratch:+"$scratch"} ;;
  esac
  [ -z "${manifest:-}${questions:-}" ] || rm -f "${manifest:-}" ${questions:+"$questions" "$questions.broken" "$questions.git"}
  [ "$verb" != restore ] || [ "$code" = 0 ] || [ -z "${work:-}" ] || record failed "$why"
  case ${work:-} in /run/*) rm -rf "$work" ;; esac
  [ "$code" = 0 ] || [ "$explained" = yes ] || emit error "$verb ended unexpectedly, exit code $code: what it printed to standard error says why"
  case $job$verb in
    yesstart) echo "$code" >"$base/releases/$release/start.out.exit" || : ;;
    yesrevert) echo "$code" >"$base/revert.out.exit" || : ;;
  esac
  exit "$code"
}

case $0 in /*) program=$0 ;; *) program=$(readlink -f "$0") ;; esac
verb=${1:-} explained=no job=no
cd / # Compose would read a Compose file that lies where we stand
app=coinpilot unit='' by=- from=- release='' based_on='' hold=no confirm_within='' bytes='' sha256='' reuse=''
names='' project='' services='' wanted='' lines=20 for_seconds=60 interval=1 boot=no since='' tail='' follow=no reason='' why='' repair='' session='' docker_flavour='' compose_path='' ahead='' clock='' machine_is=''
case $verb in
  observe | preview | checkout | stage | switch | start | watch | explain | logs | history | confirm | revert) shift ;;
  rehearse | restore | reboot | serve | sweep | holdings | uninstall) shift ;;
  *) usage ;;
esac
for argument in "$@"; do
  value=${argument#*=}
  case $argument in
    app=*) word a-z0-9_- "$value" "$argument"; app=$value ;;
    unit=*) word A-Za-z0-9@._- "$value" "$argument"; unit=$value ;;
    release=) ;;
    release=*) word A-Za-z0-9- "$value" "$argument"; release=$value ;;
    based_on=*) word A-Za-z0-9- "$value" "$argument"; based_on=$value ;;
    bytes=*) word 0-9 "$value" "$argument"; bytes=$value ;;
    sha256=*) word 0-9a-f "$value" "$argument"; sha256=$value ;;
    confirm_within=*) word 0-9 "$value" "$argument"; confirm_within=$value ;;
    for=*) word 0-9 "$value" "$argument"; for_seconds=$value ;;
    interval=*) word 0-9. "$value" "$argument"; interval=$value ;;
    lines=*) word 0-9 "$value" "$argument"; lines=$value ;;
    project=*) word a-z0-9_- "$value" "$argument"; project=$value ;;
    names=*) names=$(clean "$(printf %s "$value" | tr , ' ')") ;;
    services=*) services=$(clean "$(printf %s "$value" | tr , ' ')") ;;
    reuse=*) reuse=$(clean "$(printf %s "$value" | tr , ' ')") ;;
    since=*) word 0-9 "$value" "$argument"; since=$value ;;
    tail=*) word 0-9 "$value" "$argument"; tail=$value ;;
    follow=yes | follow=no) follow=$value ;;
    wanted=*) wanted=$(printf %s "$value" | tr -cd 'A-Za-z0-9._:@/, -' | tr , '\n') ;; # service, image id, registry digest
    hold=yes | hold=no) hold=$value ;;
    boot=yes | boot=no) boot=$value ;;
    repair=yes | repair=no) repair=$value ;;
    job=yes) job=yes ;;
    ahead= | ahead=preview) ahead=$value ;;
    reason=*) reason=$(clean "$value") ;;
    session=*) word A-Za-z0-9/._- "$value" "$argument"; session=$value ;;
    by=*) by=$(clean "$value") ;;
    from=*) from=$(clean "$value") ;;
    *) fail 2 "'$argument' is not an argument of host.sh" "$usage_fix" ;;
  esac
done
docker_known=/run/coinpilot-docker.known resolved=/run/coinpilot-$app.resolved settling=/run/coinpilot-$app.settling
base=/var/lib/coinpilot/$app pending=/var/lib/coinpilot/$app/pending storage=/var/lib/coinpilot
[ -d "$storage" ] || storage=/var/lib
: "${unit:=$(conf unit "$pending")}"
: "${unit:=$app-compose.service}"
trap ended EXIT
$verb
