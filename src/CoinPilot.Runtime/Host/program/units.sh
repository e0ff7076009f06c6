# shellcheck shell=sh  # running the unit, and this program as a unit of its own

cancel() { # [STATE]: ends what the unit is doing right now; its containers stay
  state=${1:-$(property ActiveState)}
  case $state in
    reloading) systemctl kill --kill-who=control "$unit" || : ;;
    activating | deactivating) systemctl stop --no-block "$unit" || : ;;
    *) return 0 ;;
  esac
  say "cancelled what $unit was doing ($state)"
  for tenth in $(seq 200); do
    case $(property ActiveState) in reloading | activating | deactivating) ;; *) return 0 ;; esac
    [ "$tenth" != 150 ] || systemctl kill -s KILL "$unit" || :
    sleep 0.1
  done
  say "$unit did not stop what it was doing"
}

look_at_unit() { # sets unit_is, unit_pid
  unit_is='' unit_pid=0
  for line in $(systemctl show -p ActiveState,MainPID "$unit"); do
    case $line in ActiveState=*) unit_is=${line#*=} ;; MainPID=*) unit_pid=${line#*=} ;; esac
  done
}

start_unit() { # SECONDS: one attempt
  prepare_unit "$1"
  run_unit "$1"
}

prepare_unit() { # SECONDS: nothing half-done is in the way
  look_at_unit
  cancel "$unit_is"
  sweep_patiently "$r_project" || fail 1 "the Docker Engine of this host does not answer" "$docker_fix"
  # A foreign unit may have kept `docker compose up` in the foreground: it can't be reloaded out of that.
  [ "$unit_pid" = 0 ] || timeout "$1" systemctl stop "$unit" 9>&- || :
  case $unit_is:$unit_pid in active:0 | inactive:0 | failed:0) ;; *) look_at_unit ;; esac
}

run_unit() { # SECONDS
  if [ "$unit_is" = active ]; then
    timeout "$1" systemctl reload "$unit" 9>&-
  else
    systemctl reset-failed "$unit" 2>/dev/null || :
    timeout "$1" systemctl start "$unit" 9>&-
  fi
}

# A oneshot that is active stays so when its reload fails, and systemd tries nothing again: a unit of its own does. It
# reloads only, so it stops nothing that runs; and it ends when somebody has stopped the unit, or when systemd starts it.
hand_over() { # RELEASE
  systemd-run --quiet --collect --no-block --unit="$app-recover" --description="The start of $1, which failed when it was put back, tried again" \
    -p Type=oneshot -p Restart=on-failure -p RestartSec=20s -p StartLimitIntervalSec=0 /bin/sh -c \
    "sleep 10; /bin/sh $base/host.sh sweep app=$app project=$r_project; systemctl is-active -q $unit || exit 0; exec systemctl reload $unit"
}

is_handed_over() { [ -e "/run/systemd/transient/$app-recover.service" ]; } # as long as systemd knows it

stop_recovery() { ! is_handed_over || systemctl stop "$app-recover.service" 2>/dev/null || :; }

stop_timer() { # its service too, unless that is what runs us
  systemctl stop "$app-revert.timer" 2>/dev/null || :
  systemctl reset-failed "$app-revert.service" 2>/dev/null || :
}

detached() { # JOB OUTPUT ARGUMENT…: this program as a unit of its own, which outlives the client; a second call joins it
  service=$1.service output=$2 exit_file=$2.exit
  shift 2
  joined=yes refused=''
  # A transient unit has its file there as long as systemd knows it.
  if [ ! -e "/run/systemd/transient/$service" ] || ! systemctl is-active -q "$service"; then
    if [ -e "$output" ] || [ -e "$exit_file" ]; then rm -f "$output" "$exit_file"; fi
    [ "$verb" != revert ] || rm -f "$base/revert.out.exit"
    ! systemd-run --quiet --collect --wait --unit="$service" -p TimeoutStopSec=5 -p UMask=0077 -p StandardOutput="file:$output" \
      -p StandardError=journal /bin/sh "$base/host.sh" "$@" job=yes by="$by" from="$from" </dev/null || joined=no
    [ "$joined" = no ] || [ -e "/run/systemd/transient/$service" ] || [ -e "$output" ] || refused=yes
  fi
  while [ "$joined" = yes ] && systemctl is-active -q "$service"; do sleep 0.2; done
  [ ! -s "$output" ] || cat "$output"
  explained=yes
  # The program that made the switch writes it there, when it is older than this one.
  if [ "$verb" = revert ] && [ ! -s "$exit_file" ]; then exit_file=$base/revert.out.exit; fi
  if [ -s "$exit_file" ]; then exit "$(cat "$exit_file")"; fi
  [ -z "$refused" ] || fail 1 "systemd could not make a unit for $verb" "see whether /run is full: df -h /run; then the same command again"
  fail 30 "$verb was ended before it was done" "somebody may be reverting: $look"
}
