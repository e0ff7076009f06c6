# shellcheck shell=sh  # locks: 9 is held within one verb, 8 while a release is staged or pruned

lock() { # [SECONDS]
  exec 9>>"/run/coinpilot-$app.lock"
  flock -w "${1:-60}" 9 || fail 30 "another step of $app has been running on this host for ${1:-60} s" \
    "wait for it to end, then run the command again"
}

stage_lock() { # flock's options
  exec 8>>"$base/stage.lock"
  flock "$@" 8
}

settled() { # waits while a confirmation that was said is not wholly done; one that died is over
  tries=0
  while [ -f "$settling" ] && [ "$tries" -lt 600 ]; do
    # shellcheck disable=SC2015 # either way it is asked again
    (exec 9>>"/run/coinpilot-$app.lock" && flock -n 9 && rm -f "$settling") || sleep 0.1
    tries=$((tries + 1))
  done
}
