# shellcheck shell=bash  # one bridge a lab: .1 this machine, .2 the registry, .3 no name server, .10 and up the hosts; no route out

ip_number() {
  local a b c d
  IFS=. read -r a b c d <<<"$1"
  echo $(((a << 24) + (b << 16) + (c << 8) + d))
}

# What this machine already reaches, as FIRST LAST. A wider route (a VPN's 10.0.0.0/8, the default) stays: ours is narrower.
taken_ranges() {
  local prefix address length first
  { ip -4 -o addr show | awk '{ print $4 }'
    ip -4 route show table all | awk '{ print $1 == "unicast" || $1 == "local" || $1 == "broadcast" ? $2 : $1 }'
    cat "$LAB_ROOT"/labs/*/subnet 2>/dev/null | sed 's/$/.0\/24/'; } | sort -u | while read -r prefix; do
    [[ $prefix =~ ^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+(/[0-9]+)?$ ]] || continue
    address=${prefix%/*}
    length=32
    [ "$address" = "$prefix" ] || length=${prefix#*/}
    ((length > 10)) || continue
    first=$(($(ip_number "$address") & (0xffffffff << (32 - length)) & 0xffffffff))
    echo "$first $((first + (1 << (32 - length)) - 1))"
  done
}

# A free /24 of 10.64.0.0/10, as its first three numbers; where the search starts depends on the lab's key.
free_subnet() {
  local ranges start try base first last clash
  mapfile -t ranges < <(taken_ranges)
  start=$((0x$KEY % 16384))
  for ((try = 0; try < 16384; try++)); do
    base=$(((10 << 24) + (64 << 16) + (((start + try) % 16384) << 8)))
    clash=
    for range in "${ranges[@]}"; do
      read -r first last <<<"$range"
      ((first > base + 255 || last < base)) || { clash=1; break; }
    done
    [ -z "$clash" ] && { echo "10.$(((base >> 16) & 255)).$(((base >> 8) & 255))"; return 0; }
  done
  die 1 "no free network in 10.64.0.0/10" "see 'ip route': something routes all of it"
}

bridge_name() { echo "cp$KEY"; }

# Every card keeps its address: 0 is the bridge, which left alone takes that of one of its cards, another one when a host
# comes or goes; else the number of a host, whose card is new at every boot. Who knew the old address would go on talking
# to it, which nobody has any more, for up to 45 seconds.
card_address() { # KEY NUMBER
  printf '02:%02x:%s:%s:%s:%s\n' "$2" "${1:0:2}" "${1:2:2}" "${1:4:2}" "${1:6:2}"
}

# The lab's bridge and both of its addresses; safe to repeat.
lab_network_up() {
  local bridge subnet
  bridge=$(bridge_name)
  if ! ip link show "$bridge" >/dev/null 2>&1; then
    # Nobody uses it: look again, the machine may have gone elsewhere in the meantime.
    rm -f "$LAB/subnet"
    free_subnet | write_file "$LAB/subnet"
    ip link add "$bridge" type bridge
  fi
  subnet=$(<"$LAB/subnet")
  ip addr replace "$subnet.1/24" dev "$bridge"
  ip addr replace "$subnet.2/24" dev "$bridge"
  ip link set "$bridge" address "$(card_address "$KEY" 0)" up
}

lab_network_down() {
  local bridge
  bridge=$(bridge_name)
  ip link show "$bridge" >/dev/null 2>&1 || return 0
  ip link del "$bridge"
}

# What a host sees of the registry, said with addresses alone, so that this machine's firewall stays as it is:
# refusing = the address is the host's own and nobody listens; black hole = its packets go to a card that nobody has.
# The name server follows it, by an address that is nobody's: it refuses, or swallows while the registry does. It refuses
# on the host itself: from outside, the kernel rations such refusals, and each one that it saves is a wait of 5 seconds.
apply_registry_mode() { # NETNS SUBNET MODE
  local netns=$1 registry=$2.2 names=$2.3
  case $3 in
    up) reach "$netns" "$registry" && refuse_on_host "$netns" "$names" ;;
    refuse) refuse_on_host "$netns" "$registry" && refuse_on_host "$netns" "$names" ;;
    blackhole) swallow "$netns" "$registry" && swallow "$netns" "$names" ;;
  esac
}

reach() { # NETNS ADDRESS
  ip -n "$1" addr del "$2/32" dev lo 2>/dev/null || true
  ip -n "$1" neigh del "$2" dev eth0 2>/dev/null || true
}

refuse_on_host() { reach "$@" && ip -n "$1" addr add "$2/32" dev lo; }

swallow() { reach "$@" && ip -n "$1" neigh replace "$2" lladdr 02:00:00:00:de:ad nud permanent dev eth0; }
