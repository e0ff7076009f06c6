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
  sweep_half_made "$r_project"
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

stop_timer() { # its service too, unless that is what runs us
  systemctl stop "$app-revert.timer" 2>/dev/null || :
  systemctl reset-failed "$app-revert.service" 2>/dev/null || :
}

detached() { # JOB OUTPUT ARGUMENT…: this program as a unit of its own, which outlives the client; a second call joins it
  service=$1.service output=$2
  shift 2
  joined=yes
  # A transient unit has its file there as long as systemd knows it.
  if [ ! -e "/run/systemd/transient/$service" ] || ! systemctl is-active -q "$service"; then
    if [ -e "$output" ] || [ -e "$output.exit" ]; then rm -f "$output" "$output.exit"; fi
    ! systemd-run --quiet --collect --wait --unit="$service" -p TimeoutStopSec=5 -p StandardOutput="file:$output" \
      -p StandardError=journal /bin/sh "$base/host.sh" "$@" job=yes by="$by" from="$from" </dev/null || joined=no
  fi
  while [ "$joined" = yes ] && systemctl is-active -q "$service"; do sleep 0.2; done
  [ ! -s "$output" ] || cat "$output"
  explained=yes
  if [ -s "$output.exit" ]; then exit "$(cat "$output.exit")"; fi
  fail 30 "$verb was ended before it was done" "somebody may be reverting: $look"
}
