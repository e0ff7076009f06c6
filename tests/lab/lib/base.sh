# shellcheck shell=bash disable=SC2034  # sourced by lab.sh and supervise.sh: names, places, words on screen, locks

DEFAULT_ROOT=/var/lib/coinpilot-lab
LAB_ROOT=$(readlink -m "${COINPILOT_LAB:-$DEFAULT_ROOT}")
CHECKOUT=$(readlink -f "$LIB/../../..")
# Names in the kernel are made of it: two checkouts, two labs of one checkout, or two folders must not meet there.
lab_key() {
  { printf '%s\n%s\n' "$1" "$2"
    [ "$LAB_ROOT" = "$DEFAULT_ROOT" ] || printf '%s\n' "$LAB_ROOT"; } | sha256sum | cut -c1-8
}
KEY=$(lab_key "$CHECKOUT" "${COINPILOT_LAB_NAME:-}")
LAB=$LAB_ROOT/labs/$KEY
CACHE=$LAB_ROOT/cache
DEFAULT_HOST=vm1
# What a host is unless it is asked to be another one, and what the registry and the images are made of.
SUITE=trixie

say() { printf '%(%H:%M:%S)T lab  %s (%s s)\n' -1 "$*" "$SECONDS" >&2; }

# die CODE WHAT [WHAT-TO-DO]
die() {
  printf 'lab: error: %s\n' "$2" >&2
  [ -z "${3:-}" ] || printf 'lab: fix: %s\n' "$3" >&2
  exit "$1"
}
refuse() { die 2 "$@"; }

# One lock for the machine (packages, images), one for each lab. A lock file may be removed by who holds it, hence the
# second look. Called as a plain command only: inside `if` or `||` the shell would ignore every failure of what it runs.
with_lock() {
  local file=$1 fd rc
  shift
  mkdir -p "$(dirname "$file")"
  while :; do
    exec {fd}>"$file"
    until flock -w 5 "$fd"; do say "waiting for another run of the lab"; done
    [ "$file" -ef "/proc/self/fd/$fd" ] && break
    exec {fd}>&-
  done
  start_apart "$@"
  set +e
  end_apart
  rc=$?
  set -e
  exec {fd}>&-
  return "$rc"
}

# A child in a process group of its own: whoever signals this program alone (not a terminal's Ctrl-C, which reaches
# everybody) ends all of it, and what it was doing gets the time to clear up.
start_apart() {
  set -m
  (set -e; "$@") &
  CHILD=$!
  set +m
  # shellcheck disable=SC2064  # the child of now
  trap "stop_apart $CHILD" INT TERM HUP
}

stop_apart() {
  trap '' INT TERM HUP
  kill -TERM -- "-$1" 2>/dev/null
  wait "$1"
  exit 130
}

end_apart() {
  local rc
  wait "$CHILD"
  rc=$?
  trap - INT TERM HUP
  return "$rc"
}

# Long-lived children must not keep a lock, or the caller's pipe, open.
close_inherited() {
  local fd
  for fd in "/proc/$BASHPID/fd/"*; do
    fd=${fd##*/}
    ((fd <= 2 || fd == 255)) || eval "exec $fd>&-"
  done
}

# A file is either the old one or the new one, whole.
write_file() {
  cat >"$1.new"
  mv -f "$1.new" "$1"
}

# long_step TEXT LOG COMMAND…: runs it and says every five seconds that it still does.
long_step() {
  local text=$1 log=$2 rc ticks=0
  shift 2
  say "$text"
  start_apart "$@" >"$log" 2>&1 </dev/null
  while kill -0 "$CHILD" 2>/dev/null; do
    sleep 0.2
    ticks=$((ticks + 1))
    ((ticks % 25)) || say "  still at it: ${text##*: }"
  done
  set +e
  end_apart
  rc=$?
  set -e
  ((rc == 0)) && return 0
  tail -n 15 "$log" >&2
  die 1 "$text failed (status $rc)" "the whole log is in $log"
}

# process_is PID TEXT: alive, and its command line holds the text (a process id may be anybody's by now).
process_is() {
  [ -n "${1:-}" ] && { tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline"; } 2>/dev/null | grep -qF -- "$2"
}

valid_name() {
  [[ $1 =~ ^[a-z][a-z0-9-]{0,30}$ ]] || refuse "'$1' is no host name: a letter, then letters, digits and '-', 31 at most"
}
