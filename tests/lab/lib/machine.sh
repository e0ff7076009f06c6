# shellcheck shell=bash  # what the lab needs of this machine: root, packages, disk, a file system that can carry overlays

require_debian() {
  command -v apt-get >/dev/null || refuse "the lab needs a Debian or Ubuntu machine (apt-get is not here)" \
    "deploy to a real host instead: ./build.sh DeployUnit --ssh-host HOST --ssh-user USER --ssh-host-key SHA256:…"
}

# Only the lab runs as root. On a terminal sudo may ask; a job without one must say so beforehand.
require_root() {
  ((EUID == 0)) && return 0
  local again=(env "COINPILOT_LAB=$LAB_ROOT" "COINPILOT_LAB_NAME=${COINPILOT_LAB_NAME:-}"
    "COINPILOT_LAB_OWNER=${COINPILOT_LAB_OWNER:-}" "COINPILOT_LAB_MIRROR=${COINPILOT_LAB_MIRROR:-}" bash "$SELF" "$@")
  if [ "${CI:-}" != true ] && command -v sudo >/dev/null && { : >/dev/tty; } 2>/dev/null; then
    say "the lab needs root on this machine: asking sudo"
    exec sudo -- "${again[@]}"
  fi
  refuse "the lab needs root, and there is no terminal on which sudo could ask" \
    "run it once as root: sudo $SELF up; or deploy to a real host: --ssh-host HOST"
}

missing_packages() {
  command -v systemd-nspawn >/dev/null || echo systemd-container
  command -v mmdebstrap >/dev/null || echo mmdebstrap
  command -v ip >/dev/null || echo iproute2
  command -v ssh >/dev/null || echo openssh-client
  [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || echo debian-archive-keyring
}

# What the first run will cost, before it starts.
announce_cost() {
  local need
  mapfile -t need < <(missing_packages)
  [ -d "$(host_image)" ] && [ -d "$(stack_cache)" ] && ((${#need[@]} == 0)) && return 0
  require_disk
  say "first run: about two minutes on two cores and 2 GB in $LAB_ROOT, once; 'lab.sh down --all' gives it back"
  if ((${#need[@]})); then say "on this machine it installs ${need[*]} (about 40 MB) and nothing else"
  else say "on this machine it installs nothing"; fi
}

install_packages() {
  local need
  mapfile -t need < <(missing_packages)
  ((${#need[@]})) || return 0
  mkdir -p "$LAB_ROOT/log"
  long_step "reading the package lists" "$LAB_ROOT/log/apt-update.log" apt-get update -q
  long_step "installing ${need[*]}" "$LAB_ROOT/log/apt-install.log" \
    env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${need[@]}"
}

# Overlay mounts, the hosts' own and Docker's inside them, don't work on top of an overlay (a machine that is a container).
prepare_root() {
  mkdir -p "$LAB_ROOT"
  [ "$(stat -f -c %T "$LAB_ROOT")" = overlayfs ] || return 0
  local free
  free=$(awk '/^MemAvailable:/ { print int($2 / 1024) }' /proc/meminfo)
  ((free >= 6144)) || refuse "$LAB_ROOT lies on overlayfs, so the lab would live in memory: 6 GB wanted, $free MB available" \
    "set COINPILOT_LAB to a folder on ext4 or xfs"
  say "$LAB_ROOT lies on overlayfs: mounting a tmpfs there (images and hosts live in memory)"
  mount -t tmpfs -o "size=$((free * 3 / 4))m,mode=755" coinpilot-lab "$LAB_ROOT"
}

require_disk() {
  local free
  free=$(df -Pm "$LAB_ROOT" | awk 'NR == 2 { print $4 }')
  ((free >= 4096)) || refuse "$LAB_ROOT has $free MB free, the lab needs 4096 MB" \
    "free some space, or set COINPILOT_LAB to a folder elsewhere; 'tests/lab/lab.sh down --all' gives back what the lab holds"
}

# The place where control groups (v2) can be made.
cgroup_root() {
  local at
  for at in /sys/fs/cgroup/unified /sys/fs/cgroup; do
    [ "$(stat -f -c %T "$at" 2>/dev/null)" = cgroup2fs ] && { echo "$at"; return 0; }
  done
  echo /sys/fs/cgroup
}

require_cgroups() {
  [ -w "$(cgroup_root)/cgroup.procs" ] || refuse "no writable control group tree (v2) on this machine: systemd cannot be PID 1 of a host here" \
    "use a machine or a virtual machine rather than an unprivileged container; or --ssh-host HOST"
}
