# shellcheck shell=sh  # what must be true before anything is touched

need_root() {
  case $session in /run/*) return 0 ;; esac # where only root makes one
  [ "$(id -u)" = 0 ] || fail 2 "host.sh runs as root, not as $(id -un)" "put sudo in front of it"
}

# All that is temporary lies in memory, where nobody but root can put anything in its way; only root looks into it.
make_work() { # sets work
  need_root
  work=$(mktemp -d "/run/coinpilot-$verb.XXXXXX")
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
  [ -n "$docker_facts" ] || fail 2 "the Docker Engine of this host does not answer" "$docker_fix"
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
  unit_says App
  owner=$said
  [ -z "$owner" ] || [ "$owner" = "$app" ] ||
    fail 2 "$unit belongs to the app $owner, not to $app" "give this app another --unit-name"
  find_trouble
  [ -z "$trouble" ] || fail 2 "$trouble" "$mend"
}

# Whose unit it is, if it is none of ours: only one that runs Compose, under its own name, put there by hand, is taken over.
find_trouble() { # sets trouble, mend; trouble is empty where there is none
  trouble='' mend="give another --unit-name; this one is not touched"
  case $unit in
    "$app-guard.service" | "$app-revert.service" | "$app-reverting.service" | "$app-start.service" | "$app-recover.service")
      trouble="$unit is the name of a unit that CoinPilot makes for itself"
      ;;
    *@*) trouble="$unit is a template or an instance of one, which other units come from too" ;;
  esac
  unit_says App
  [ -z "$trouble" ] && { [ "$said" != "$app" ] || [ -L "$systemd_folder/$unit" ]; } || return 0
  id=$unit load='' fragment=''
  while IFS= read -r line; do
    case $line in Id=?*) id=${line#*=} ;; LoadState=*) load=${line#*=} ;; FragmentPath=*) fragment=${line#*=} ;; esac
  done <<EOT
$(systemctl show -p Id,LoadState,FragmentPath "$unit" 2>/dev/null || :)
EOT
  file=$systemd_folder/$unit
  if [ "$load" = masked ] || [ "$(readlink "$file" || :)" = /dev/null ]; then
    trouble="$unit is masked on this host" mend="systemctl unmask $unit, if it is the stack's own; or another --unit-name"
  elif [ "$id" != "$unit" ]; then
    trouble="$unit is another name of $id" mend="give --unit-name $id if that is the stack's own unit, else another one"
  elif [ -e "$file" ]; then
    runs_compose "$file" || trouble="$unit on this host does not run Compose: it is not the stack's" \
      mend="give another --unit-name; or, if it starts the stack by a script, take it away first: sudo systemctl disable --now $unit && sudo mv $file /root/ && sudo systemctl daemon-reload"
  else
    case $fragment in
      '') ;;
      /run/*) trouble="$unit was made by a program while this host runs ($fragment)" ;;
      *) trouble="$unit comes with this host's system or one of its packages ($fragment)" ;;
    esac
  fi
}

runs_compose() { # UNIT-FILE: in one of its commands, which may go over several lines, with comments between them
  sed '/^[[:space:]]*[#;]/d' "$1" | sed -e ':next' -e '/\\$/{N; s/\\\n/ /; b next' -e '}' |
    grep -Eq '^[[:space:]]*Exec[A-Za-z]+[[:space:]]*=.*docker(-compose|[^;]*[[:space:]]compose)([[:space:]]|$)'
}

need_same_unit() { # of what is pending
  get unit "$pending"
  [ "${got:-$unit}" = "$unit" ] || fail 2 "what is pending on this host is of the unit $got, not of $unit" "give --unit-name $got"
}

need_no_other_unit() { # NAMES: as other_units prints them
  [ -n "$1" ] || return 0
  other=${1%%"$newline"*}
  fail 2 "$app has another unit on this host: $other; with $unit there would be two that start one project" \
    "give --unit-name $other, or first: ./build.sh Remove --unit-name $other; of two that are both here, one must go, which stops nothing: sudo systemctl disable $other && sudo rm $systemd_folder/$other && sudo systemctl daemon-reload"
}

need_env_file() {
  [ -e "$r_env_file" ] || fail 2 "there is no $r_env_file on this host, and the stack needs its values" \
    "copy your .env to the host, then there: sudo install -d -m700 $(dirname "$r_env_file") && sudo install -m600 .env $r_env_file"
}

# The unit is started in systemd's own environment: what an env file takes from there it would not get in this deployment.
need_own_values() {
  set +f
  for name in $(systemctl show-environment 2>/dev/null | sed -n '/^\(PATH\|LANG\)=/d; s/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p'); do
    for file in "$r_env_file" ${r_env_files:-}; do
      [ -f "$file" ] && grep -Eq "[$][{]?$name([^A-Za-z0-9_]|\$)" "$file" && ! grep -Eq "^[[:space:]]*(export[[:space:]]+)?${name}[[:space:]]*=" "$file" || continue
      fail 2 "$file uses \$$name, which systemd's own environment has: in the unit the stack would get another value than in this deployment" \
        "write $name into $file; or: sudo systemctl unset-environment $name, and see DefaultEnvironment= in /etc/systemd/system.conf"
    done
  done
  set -f
}

need_architecture() { # FACTS; after the images have come
  look_at_images
  unread=$found
  for pair in $r_images; do
    service=${pair%%=*}
    made_for=${unread%% *} unread=${unread#*"$newline"}
    other_machine "$made_for" || continue
    if is_platform "$1"; then
      emit warning "the image ${pair#*=} of $service is for $made_for, this host is $machine: it runs only if the host emulates it"
    else
      fail 2 "the image ${pair#*=} of $service is for $made_for, this host is $machine: it can't start here" \
        "use an image that is also for $machine (built ones: their FROM), or, if this host emulates $made_for, say so: platform: linux/$made_for"
    fi
  done
}

is_platform() { # FACTS: whether the Compose file asks for made_for itself, for service
  while read -r kind name platform; do
    [ "$kind $name" = "platform $service" ] || continue
    case $platform/ in */"$made_for"/*) return ;; esac
  done <"$1"
  return 1
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

need_nothing_pending() {
  [ -f "$pending" ] || return 0
  fail 30 "a switch to $(conf new "$pending") by $(conf by "$pending") is pending on this host, until $(date -u -d "@$(conf until "$pending")" +%H:%M:%S 2>/dev/null || echo -) UTC" \
    "wait until then, or undo it now: $undo"
}
