# shellcheck shell=bash disable=SC2034  # one host: made, booted, waited for, cut, rebooted

# Everything that belongs to host NAME is found by these names alone.
host_places() {
  NAME=$1
  HOST=$LAB/hosts/$NAME
  NETNS=cp-$KEY-$NAME
  GROUP=$(cgroup_root)/cp-$KEY/$NAME
  VETH=cp${KEY}v$(cat "$HOST/index" 2>/dev/null || echo 0)
}

host_runs() {
  process_is "$(cat "$HOST/supervisor" 2>/dev/null)" "$HOST" && process_is "$(cat "$HOST/nspawn" 2>/dev/null)" "$HOST"
}

free_index() {
  local index
  for ((index = 10; index < 255; index++)); do
    grep -qxs "$index" "$LAB"/hosts/*/index || { echo "$index"; return 0; }
  done
  die 1 "this lab has no address left" "remove a host: tests/lab/lab.sh down NAME"
}

# The disk of a new host: a writable layer over the image, names and keys of its own.
make_disk() {
  local image=$1 root=$HOST/root
  mkdir -p "$root" "$HOST/upper" "$HOST/work" "$HOST/docker" "$HOST/containerd"
  echo "$image" >"$HOST/image"
  [ -e "$HOST/index" ] || free_index | write_file "$HOST/index"
  [ -e "$HOST/registry" ] || echo up >"$HOST/registry"
  [ -e "$HOST/host_key" ] || ssh-keygen -q -t ed25519 -N '' -C "$NAME" -f "$HOST/host_key"
}

mount_disk() {
  local image
  image=$(<"$HOST/image")
  [ -d "$image" ] || die 1 "the image of $NAME is gone ($image)" "remove the host: tests/lab/lab.sh down $NAME"
  mount -t overlay "$NETNS" -o "lowerdir=$image,upperdir=$HOST/upper,workdir=$HOST/work" "$HOST/root"
}

# Written at every start: the lab's address may be another one than last time.
write_settings() {
  local root=$HOST/root subnet store=''
  subnet=$(<"$LAB/subnet")
  echo "$subnet.$(<"$HOST/index")" | write_file "$HOST/address"
  echo "$NAME" >"$root/etc/hostname"
  printf '127.0.0.1 localhost\n127.0.1.1 %s\n%s.1 outside\n%s.2 registry\n' "$NAME" "$subnet" "$subnet" >"$root/etc/hosts"
  echo "nameserver $subnet.3" >"$root/etc/resolv.conf"
  [ "$(cat "$HOST/store")" = overlay2 ] || store=', "features": { "containerd-snapshotter": true }'
  # BuildKit takes the mirror for FROM only when the address itself is named here, not its network.
  printf '{ "registry-mirrors": ["http://%s:5000"], "insecure-registries": ["%s:5000"]%s }\n' "$subnet.2" "$subnet.2" "$store" |
    install -D -m644 /dev/stdin "$root/etc/docker/daemon.json"
  install -m600 "$HOST/host_key" "$root/etc/ssh/ssh_host_ed25519_key"
  install -m644 "$HOST/host_key.pub" "$root/etc/ssh/ssh_host_ed25519_key.pub"
  [ -e "$HOST/made" ] || tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"
  local home owner
  while read -r owner home; do
    install -d -m700 -o "$owner" -g "$owner" "$root$home/.ssh"
    [ -e "$HOST/made" ] || install -m600 -o "$owner" -g "$owner" "$LAB/id_ed25519.pub" "$root$home/.ssh/authorized_keys"
  done < <(awk -F: '$1 == "root" || $1 == "deploy" || $1 == "plain" { print $3, $6 }' "$root/etc/passwd")
  [ -e "$HOST/made" ] || install_env
  touch "$HOST/made"
}

write_info() {
  local address
  address=$(<"$HOST/address")
  echo "$address $(cut -d' ' -f1,2 "$HOST/host_key.pub")" | write_file "$HOST/known_hosts"
  write_file "$HOST/info" <<INFO
name='$NAME'
address='$address'
port='22'
user='deploy'
key='$LAB/id_ed25519'
known_hosts='$HOST/known_hosts'
host_key='$(ssh-keygen -lf "$HOST/host_key.pub" | cut -d' ' -f2)'
registry='$(<"$LAB/subnet").2:5000'
folder='$HOST'
INFO
}

start_host() {
  host_places "$1"
  host_runs && return 0
  clear_host "$1"
  local image
  image=$(host_image "$HOST_SUITE")
  lab_network_up
  start_registry
  make_lab_key
  [ -e "$HOST/made" ] || { require_disk; make_disk "$image"; echo "$STORE" >"$HOST/store"; fill_docker; }
  host_places "$1"
  mount_disk
  write_settings
  write_info
  say "booting $NAME"
  setsid bash "$LIB/supervise.sh" "$HOST" "$NETNS" "$VETH" "$(bridge_name)" "$GROUP" "$(<"$LAB/subnet")" \
    >>"$HOST/log" 2>&1 </dev/null &
  echo $! >"$HOST/supervisor"
  disown
}

make_lab_key() {
  [ -e "$LAB/id_ed25519" ] || ssh-keygen -q -t ed25519 -N '' -C coinpilot-lab -f "$LAB/id_ed25519"
  # Whoever asked sudo for the lab logs in with it afterwards, without sudo.
  [ -z "${SUDO_UID:-}" ] || chown "$SUDO_UID" "$LAB/id_ed25519"
}

host_ssh() {
  ssh -i "$LAB/id_ed25519" -o IdentitiesOnly=yes -o UserKnownHostsFile="$HOST/known_hosts" -o StrictHostKeyChecking=yes \
    -o BatchMode=yes -o ConnectTimeout=20 -o LogLevel=ERROR "${LOGIN:-deploy}@$(<"$HOST/address")" "$@"
}

# wait_for SECONDS COMMAND…: quick looks while the host runs, a line every five seconds.
wait_for() {
  local until=$((SECONDS + $1)) spoken=$((SECONDS + 5))
  shift
  until "$@" >/dev/null 2>&1; do
    if ((SECONDS >= until)) || { ! host_runs && sleep 1 && ! host_runs; }; then
      tail -n 20 "$HOST/log" >&2
      die 1 "$NAME does not answer to: $*" "its console is in $HOST/log; remove it with: tests/lab/lab.sh down $NAME"
    fi
    ((SECONDS < spoken)) || { say "waiting for $NAME"; spoken=$((SECONDS + 5)); }
    sleep 0.1
  done
}

wait_ready() {
  host_places "$1"
  wait_for 180 host_ssh true
  wait_for 180 host_ssh docker version
  [ "$(<"$HOST/registry")" != up ] || host_ssh curl -s -m 5 -o /dev/null http://registry:5000/v2/ ||
    die 1 "$NAME does not reach the lab's registry on this machine" \
      "a firewall here may drop what comes in on the bridge: allow it, for example with: ufw allow in on $(bridge_name)"
}

verb_up() {
  local name=$DEFAULT_HOST given=("$@")
  IMAGES=none STORE=overlay2 ENV_FILE='' HOST_SUITE=$SUITE
  while (($#)); do
    case $1 in
      --images) IMAGES=${2:-}; shift ;;
      --store) STORE=${2:-}; shift ;;
      --suite) HOST_SUITE=${2:-}; shift ;;
      --env) ENV_FILE=${2:-}; shift ;;
      -*) refuse "unknown option $1" "see: tests/lab/lab.sh help" ;;
      *) name=$1 ;;
    esac
    shift
  done
  valid_name "$name"
  [[ $IMAGES =~ ^(none|tiny|stack)$ ]] || refuse "--images is none, tiny or stack, not '$IMAGES'"
  [[ $STORE =~ ^(overlay2|containerd)$ ]] || refuse "--store is overlay2 or containerd, not '$STORE'"
  [[ $HOST_SUITE =~ ^(trixie|bookworm)$ ]] || refuse "--suite is trixie or bookworm, not '$HOST_SUITE'"
  [[ $ENV_FILE =~ ^(|/[a-z0-9/._-]+)$ ]] || refuse "--env is an absolute path, not '$ENV_FILE'"
  [ "$IMAGES" = none ] || [ "$STORE" = overlay2 ] || refuse "--images $IMAGES is there for --store overlay2 only"
  require_debian
  host_places "$name"
  # Who may not be root may still use a host that runs.
  if [ -r "$LAB/id_ed25519" ] && host_runs; then
    wait_ready "$name"
    verb_info "$name"
    return 0
  fi
  require_root up "${given[@]}"
  require_cgroups
  prepare_root
  with_lock "$LAB_ROOT/lock" prepare_machine
  with_lock "$LAB_ROOT/lock.$KEY" start_in_lab "$name"
  wait_ready "$name"
  say "$name is up at $(<"$HOST/address")"
  verb_info "$name"
}

prepare_machine() {
  announce_cost
  install_packages
  sweep_labs
  ensure_host_image
  [ "$HOST_SUITE" = "$SUITE" ] || ensure_host_image "$HOST_SUITE"
  ensure_stack_images
  prune_cache
}

start_in_lab() {
  mkdir -p "$LAB/hosts"
  echo "$CHECKOUT" >"$LAB/checkout"
  [ -z "${COINPILOT_LAB_OWNER:-}" ] || echo "$COINPILOT_LAB_OWNER $(process_start "$COINPILOT_LAB_OWNER")" >"$LAB/owner"
  start_host "$1"
}

known_host() {
  [ -n "${1:-}" ] || refuse "which host?" "tests/lab/lab.sh list names them"
  valid_name "$1"
  host_places "$1"
  [ -e "$HOST/info" ] || refuse "no host '$1' in this lab" "bring it up: tests/lab/lab.sh up $1"
}

verb_info() {
  known_host "${1:-$DEFAULT_HOST}"
  cat "$HOST/info"
  if host_runs; then echo "state='up'"; else echo "state='off'"; fi
}

verb_list() {
  local at
  for at in "$LAB"/hosts/*/info; do
    [ -e "$at" ] || continue
    host_places "$(basename "$(dirname "$at")")"
    if host_runs; then echo "$NAME up $(<"$HOST/address") registry:$(<"$HOST/registry")"; else echo "$NAME off"; fi
  done
}

verb_ssh() {
  known_host "${1:-}"
  shift
  host_ssh "$@"
}

verb_registry() {
  known_host "${1:-}"
  [[ ${2:-} =~ ^(up|refuse|blackhole)$ ]] || refuse "registry $1: up, refuse or blackhole, not '${2:-}'"
  require_root registry "$@"
  echo "$2" | write_file "$HOST/registry"
  [ ! -e "/run/netns/$NETNS" ] || apply_registry_mode "$NETNS" "$(<"$LAB/subnet")" "$2"
}

wait_off() {
  local tries
  for ((tries = 0; tries < 1200; tries++)); do
    process_is "$(cat "$HOST/supervisor" 2>/dev/null)" "$HOST" || return 0
    sleep 0.1
  done
  die 1 "$NAME does not shut down" "pull the plug: tests/lab/lab.sh cut $NAME"
}

# The host's PID 1 is nspawn's only child.
init_of_host() { tr -d ' ' <"/proc/$(<"$HOST/nspawn")/task/$(<"$HOST/nspawn")/children"; }

# SIGKILL to the host's PID 1: the kernel ends all of its processes with it, nothing is said to any of them.
verb_cut() {
  known_host "${1:-}"
  require_root cut "$@"
  # A host that is between two boots has no PID 1 for a moment.
  local tries
  for ((tries = 0; tries < 50; tries++)); do
    host_runs || break
    kill -KILL "$(init_of_host 2>/dev/null)" 2>/dev/null && break
    sleep 0.1
  done
  wait_off
  with_lock "$LAB_ROOT/lock.$KEY" clear_host "$1"
}

# systemd's own signals (systemd(1)): RTMIN+4 powers off in order, RTMIN+5 reboots.
verb_off() {
  known_host "${1:-}"
  require_root off "$@"
  ! host_runs || kill -RTMIN+4 "$(init_of_host)"
  wait_off
  with_lock "$LAB_ROOT/lock.$KEY" clear_host "$1"
}

verb_reboot() {
  known_host "${1:-}"
  require_root reboot "$@"
  host_runs || refuse "$1 is not running" "bring it up: tests/lab/lab.sh up $1"
  local boots
  boots=$(<"$HOST/boots")
  kill -RTMIN+5 "$(init_of_host)"
  wait_for 120 later_boot "$boots"
  wait_ready "$1"
}

later_boot() { [ "$(cat "$HOST/boots")" -gt "$1" ]; }
