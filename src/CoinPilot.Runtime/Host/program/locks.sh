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
