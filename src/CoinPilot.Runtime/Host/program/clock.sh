# shellcheck shell=sh  # clock: how long ago something was seen

is_fresh() { # CLOCK SECONDS: it was seen at most so long ago
  look_at_clock
  [ "$clock" -le $(($1 + $2)) ]
}

look_at_clock() { # sets clock: seconds since the host was started, when this verb first asked; no program, and nobody sets it back
  [ -n "$clock" ] || read -r clock _ </proc/uptime
  clock=${clock%%.*}
}
