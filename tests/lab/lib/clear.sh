# shellcheck shell=bash disable=SC2030,SC2031,SC2153  # taking things away: by control group, mount table and name, so that it works on what a dead lab left

# Every process of a control group and those below it. A host's processes are all in there, whoever their parent is.
kill_group() {
  local group=$1 tries pids
  [ -d "$group" ] || return 0
  for ((tries = 0; tries < 100; tries++)); do
    mapfile -t pids < <(group_processes "$group")
    ((${#pids[@]})) || break
    # By kernel where it can (5.14), else one by one.
    echo 1 2>/dev/null >"$group/cgroup.kill" || kill -KILL "${pids[@]}" 2>/dev/null || true
    sleep 0.05
  done
  for ((tries = 0; tries < 40; tries++)); do
    find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
    [ -d "$group" ] || return 0
    sleep 0.05
  done
  die 1 "the control group $group does not empty" "processes: $(group_processes "$group" | tr '\n' ' ')"
}

group_processes() { find "$1" -name cgroup.procs -exec cat {} + 2>/dev/null || true; }

mounts_below() {
  awk -v at="$1" '{ gsub(/\\040/, " ", $5) } $5 == at || index($5, at "/") == 1 { print $5 }' /proc/self/mountinfo | sort -r
}

unmount_below() {
  local at
  mounts_below "$1" | while IFS= read -r at; do
    umount "$at" 2>/dev/null || umount -l "$at"
  done
}

# A folder of ours with whatever is mounted in it.
discard_tree() {
  [ -e "$1" ] || return 0
  unmount_below "$1"
  rm -rf --one-file-system "$1"
}

# What a host leaves in the kernel; its disk stays.
clear_host() {
  host_places "$1"
  kill_group "$GROUP"
  # nspawn's lock stays behind when it is killed; it is named after the device and inode of the root.
  ! mountpoint -q "$HOST/root" || rm -f "/run/systemd/nspawn/locks/inode-$(stat -c '%d:%i' "$HOST/root")"
  unmount_below "$HOST"
  [ ! -e "/run/netns/$NETNS" ] || ip netns del "$NETNS" 2>/dev/null || { umount -l "/run/netns/$NETNS" 2>/dev/null; rm -f "/run/netns/$NETNS"; }
  ip link del "$VETH" 2>/dev/null || true
  # nspawn 255 and later mount something in the second one.
  discard_tree "/run/systemd/nspawn/propagate/$NETNS"
  discard_tree "/run/systemd/nspawn/unix-export/$NETNS"
  rm -f "$HOST/supervisor" "$HOST/nspawn"
}

remove_host() {
  clear_host "$1"
  discard_tree "$HOST"
  rm -f "$LAB/hosts/.#$1.lck"
}

remove_lab() {
  local host
  for host in "$LAB"/hosts/*/; do
    [ ! -d "$host" ] || remove_host "$(basename "$host")"
  done
  stop_registry
  kill_group "$(cgroup_root)/cp-$KEY"
  lab_network_down
  discard_tree "$LAB"
  rm -f "$LAB_ROOT/lock.$KEY"
}

# Labs whose owner has died, or whose checkout is gone: nobody else would ever clear them.
sweep_labs() {
  local lab owner started checkout
  for lab in "$LAB_ROOT"/labs/*/; do
    [ -d "$lab" ] || continue
    lab=${lab%/}
    read -r owner started 2>/dev/null <"$lab/owner" || owner=
    checkout=$(cat "$lab/checkout" 2>/dev/null || true)
    if [ -n "$owner" ] && [ "$(process_start "$owner")" != "$started" ]; then :
    elif [ -n "$checkout" ] && [ ! -d "$checkout" ]; then :
    else continue; fi
    say "clearing a dead lab ($(basename "$lab") of ${checkout:-an unknown checkout})"
    (KEY=$(basename "$lab"); LAB=$lab; with_lock "$LAB_ROOT/lock.$KEY" remove_lab)
  done
}

process_start() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

verb_down() {
  local name='' all=''
  while (($#)); do
    case $1 in
      --all) all=1 ;;
      -*) refuse "unknown option $1" "lab.sh down [NAME] [--all]" ;;
      *) valid_name "$1"; name=$1 ;;
    esac
    shift
  done
  require_debian
  [ -d "$LAB_ROOT" ] || { say "nothing to remove: $LAB_ROOT is not there"; return 0; }
  require_root down ${name:+"$name"} ${all:+--all}
  with_lock "$LAB_ROOT/lock.$KEY" remove_part ${name:+"$name"}
  [ -z "$all" ] || with_lock "$LAB_ROOT/lock" remove_cache
}

# One host, with the lab when it was the last one; or all of it.
remove_part() {
  if [ -n "${1:-}" ]; then
    remove_host "$1"
    say "removed $1"
    [ -z "$(ls -A "$LAB/hosts" 2>/dev/null)" ] || return 0
  fi
  remove_lab
  [ -n "${1:-}" ] || say "removed this checkout's lab"
}

remove_cache() {
  sweep_labs
  local others
  others=$(cat "$LAB_ROOT"/labs/*/checkout 2>/dev/null | sort -u || true)
  if [ -n "$others" ]; then
    say "the image cache stays: used by the lab of $(tr '\n' ' ' <<<"$others")"
    return 0
  fi
  discard_tree "$CACHE"
  # Only what the lab made: COINPILOT_LAB may name a folder with other things in it.
  rm -rf "$LAB_ROOT/log" "$LAB_ROOT/lock"
  rmdir "$LAB_ROOT/labs" 2>/dev/null || true
  if grep -q "^coinpilot-lab $LAB_ROOT tmpfs " /proc/mounts; then umount -l "$LAB_ROOT"; fi
  rmdir "$LAB_ROOT" 2>/dev/null || true
  say "removed the image cache"
}
