# shellcheck shell=sh  # clock: how long ago something was seen

is_fresh() { # CLOCK SECONDS: it was seen at most so long ago
  look_at_clock
  [ "$clock" -le $(($1 + $2)) ]
}

look_at_clock() { # sets clock: host_uptime when this verb first asked
  [ -n "$clock" ] || { read_uptime && clock=$host_uptime; }
}

read_uptime() { # sets host_uptime: seconds since the host was started; no program, and nobody sets it back
  read -r host_uptime _ </proc/uptime
  host_uptime=${host_uptime%%.*}
}
