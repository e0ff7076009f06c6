#!/usr/bin/env bash
# supervise.sh HOST NETNS VETH BRIDGE GROUP SUBNET: keeps one host running. One pass is one boot, each with a network of its own.
set -u
LIB=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source-path=SCRIPTDIR source=base.sh
. "$LIB/base.sh"
# shellcheck source-path=SCRIPTDIR source=network.sh
. "$LIB/network.sh"

main() {
  HOST=$1 NETNS=$2 VETH=$3 BRIDGE=$4 GROUP=$5 SUBNET=$6
  close_inherited
  trap '' HUP
  # nspawn needs a group without other processes for the host's systemd; without one of its own two hosts would share it.
  mkdir -p "$GROUP/supervisor" "$GROUP/host"
  delegate_controllers
  echo $$ >"$GROUP/supervisor/cgroup.procs"
  while :; do
    network_down
    network_up
    echo $(($(cat "$HOST/boots" 2>/dev/null || echo 0) + 1)) | write_file "$HOST/boots"
    run_host &
    echo $! >"$HOST/nspawn"
    wait $!
    rc=$?
    printf '%(%H:%M:%S)T nspawn ended with %s\n' -1 "$rc"
    # 133: the host asked for a reboot; anything else: it is off.
    [ "$rc" = 133 ] || break
  done
  network_down
  rm -f "$HOST/nspawn" "$HOST/supervisor"
}

# Memory and CPU limits for the host's containers, where this machine has its controllers in the v2 tree.
delegate_controllers() {
  local group controller
  for group in "$(dirname "$(dirname "$GROUP")")" "$(dirname "$GROUP")" "$GROUP"; do
    for controller in cpu cpuset io memory pids; do
      echo "+$controller" >"$group/cgroup.subtree_control" 2>/dev/null || true
    done
  done
}

network_up() {
  ip netns add "$NETNS"
  ip link add "$VETH" type veth peer name eth0 address "$(card_address "${BRIDGE#cp}" "$(cat "$HOST/index")")" netns "$NETNS"
  ip link set "$VETH" master "$BRIDGE" up
  ip -n "$NETNS" link set lo up
  ip -n "$NETNS" addr add "$SUBNET.$(cat "$HOST/index")/24" dev eth0
  ip -n "$NETNS" link set eth0 up
  apply_registry_mode "$NETNS" "$SUBNET" "$(cat "$HOST/registry")"
}

network_down() {
  ip link del "$VETH" 2>/dev/null
  [ ! -e "/run/netns/$NETNS" ] || ip netns del "$NETNS"
}

run_host() {
  echo "$BASHPID" >"$GROUP/host/cgroup.procs"
  export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1      # control groups v2 inside, whatever this machine has mounted
  export SYSTEMD_NSPAWN_API_VFS_WRITABLE=network # Docker sets /proc/sys/net/ipv4/ip_forward
  export SYSTEMD_SECCOMP=0                       # Docker needs bpf, keyctl and their like
  exec systemd-nspawn --quiet --boot --directory="$HOST/root" --machine="$NETNS" --hostname="$(basename "$HOST")" \
    --register=no --keep-unit --network-namespace-path="/run/netns/$NETNS" \
    --bind="$HOST/docker:/var/lib/docker" --bind="$HOST/containerd:/var/lib/containerd" \
    --capability=all --drop-capability=CAP_SYS_MODULE,CAP_SYS_TIME \
    --resolv-conf=off --timezone=off --link-journal=no --console=pipe </dev/null
}

main "$@"
exit
