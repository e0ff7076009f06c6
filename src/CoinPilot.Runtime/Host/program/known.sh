# shellcheck shell=sh  # what Docker, Compose and systemd are here; remembered by the host and by the connection

# Sets docker_path, docker_flavour, docker_facts (version|driver|status|security|root), docker_boots, compose_version, compose_path, systemd_is.
look_at_docker() {
  [ -z "$session" ] || ! recall || return 0
  look_afresh
}

look_afresh() {
  systemd_is='' docker_facts='' compose_version=missing compose_path='' docker_flavour=missing
  find_docker
  # A link is the snap's, where all of them lead to one program.
  if [ ! -L "$docker_path" ]; then
    [ -z "$docker_path" ] || docker_flavour=engine
  else
    case $(readlink -f "$docker_path") in */snap | /snap/*) docker_flavour=snap ;; *) docker_flavour=engine ;; esac
  fi
  [ -z "$docker_path" ] || look_into_docker
  [ -n "$systemd_is" ] || ask_systemd
  look_at_boot
  [ -z "$session" ] || keep_in_mind
}

find_docker() { # sets docker_path
  docker_path=''
  IFS=:
  for folder in $PATH; do
    if [ -z "$docker_path" ] && [ -x "$folder/docker" ]; then docker_path=$folder/docker; fi
  done
  unset IFS
}

ask_systemd() { systemd_is=$(systemctl --version) systemd_is=${systemd_is#systemd } systemd_is=${systemd_is%%[!0-9]*}; }

look_at_boot() { # sets docker_boots; the link says it, where no unit of the operator's stands in the package's way
  docker_boots=enabled
  [ -L "$systemd_folder/multi-user.target.wants/docker.service" ] && [ -f "$systemd_folder/multi-user.target.wants/docker.service" ] || docker_boots=''
  for file in "$systemd_folder/docker.service" /run/systemd/system/docker.service; do
    if [ -e "$file" ] || [ -L "$file" ]; then docker_boots=''; fi
  done
  [ -n "$docker_boots" ] || docker_boots=$(systemctl is-enabled docker.service 2>/dev/null || :)
}

# What `docker info` said holds as long as this engine runs, from the same programs and settings; and it is asked whether it
# answers, unless a preview follows: that asks it for its containers.
look_into_docker() {
  find_compose
  # shellcheck disable=SC2046 # only compared
  set -- $(stat -Lc '%n %i %s %Y' /run/docker.pid "$docker_path" "$compose_path" /usr/bin/systemctl /etc/docker/daemon.json 2>/dev/null || :)
  engine=$*
  case $engine in /run/docker.pid*) ;; *) engine='' ;; esac
  get engine "$docker_known"
  if [ -n "$engine" ] && [ "$got" = "$engine" ]; then
    recollect "$docker_known"
    if [ "$ahead" = preview ] || [ "$(timeout -k 5 20 docker version -f '{{.Server.Version}}' 2>/dev/null)" = "${docker_facts%%|*}" ]; then return; fi
  fi
  compose_path=''
  ask_docker
  if [ -z "$engine" ] || [ -z "$docker_facts" ] || [ "$docker_flavour" != engine ] || [ "$(id -u)" != 0 ]; then return 0; fi
  ask_systemd
  printf "%s='%s'\n" engine "$engine" systemd_is "$systemd_is" docker_facts "$docker_facts" compose_version "$compose_version" compose_path "$compose_path" >"$docker_known.$$.$verb"
  mv -f "$docker_known.$$.$verb" "$docker_known"
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
  look_at_clock
  printf "%s='%s'\n" at "$clock" systemd_is "$systemd_is" docker_boots "$docker_boots" docker_path "$docker_path" docker_flavour "$docker_flavour" \
    docker_facts "$docker_facts" compose_version "$compose_version" compose_path "$compose_path" >"$session/docker.part"
  mv -f "$session/docker.part" "$session/docker"
}

after_first_look() { flock "$session/looking" true 2>/dev/null || :; } # which holds it as long as it is under way

recall() {
  [ -f "$session/docker" ] || after_first_look
  [ -f "$session/docker" ] || return 1
  recollect "$session/docker"
  is_fresh "$recollected_at" 10
}

recollect() { # FILE
  recollected_at=0
  while IFS= read -r line; do
    given_value=${line#*=\'} given_value=${given_value%\'}
    case $line in
      at=*) recollected_at=$given_value ;;
      systemd_is=*) systemd_is=$given_value ;;
      docker_boots=*) docker_boots=$given_value ;;
      docker_path=*) docker_path=$given_value ;;
      docker_flavour=*) docker_flavour=$given_value ;;
      docker_facts=*) docker_facts=$given_value ;;
      compose_version=*) compose_version=$given_value ;;
      compose_path=*) compose_path=$given_value ;;
    esac
  done <"$1"
}
