# shellcheck shell=sh  # revert: the way back, by whomever it is asked for

revert() {
  trap '' HUP PIPE
  need_root
  [ -f "$base/host.sh" ] || [ ! -d "$base" ] || durable "$program" "$base/host.sh" 700
  [ -d "$base" ] || fail 2 "there is no app $app on this host" "those that are here: ls /var/lib/coinpilot"
  if [ "$boot" = yes ] && systemctl is-active -q "$app-revert.timer"; then exit 0; fi # no boot: the timer is in charge
  [ "$boot" = no ] || by=guard
  [ "$boot$job" != nono ] || detached "$app-reverting" "$revert_output" revert app="$app" unit="$unit" release="$release" reason="$reason"
  [ "$boot" = yes ] || systemctl stop "$app-start.service" 2>/dev/null || :
  lock 900
  if [ ! -f "$pending" ]; then
    nothing_pending
    return
  fi
  new=$(conf new "$pending") old=$(conf old "$pending") unit=$(conf unit "$pending") r_project=$(conf project "$pending")
  name_dropins
  if [ -z "${new:+$old}" ] || [ ! -d "$base/old" ]; then
    fail 1 "$pending can't be read" "look at it and at $base/old, put the unit back by hand, remove it"
  fi
  [ -z "$release" ] || [ "$release" = "$new" ] || fail 30 "not $release but $new is pending on this host" "$look"
  release=$new
  case $by$reason in
    timer) reason='not confirmed in time' ;;
    guard) reason='the host was restarted before it was confirmed' ;;
  esac
  record started "to $old $reason"
  [ "$(conf new_confirmed "$pending")" = yes ] || remove "$base/releases/$new/confirmed"
  start_timeout=$(conf start_timeout "$pending") code=0
  get old_start_timeout "$pending"
  [ -n "$got" ] || get start_timeout "$base/releases/$old/release.conf" # it was written by an older program
  back_timeout=${got:-900}
  stop_recovery
  start_ended=0
  if [ "$old$boot" = noneno ]; then
    cancel
    timeout $((start_timeout + 30)) systemctl stop "$unit" 9>&- || :
  fi
  put_unit_back
  sweep_patiently "$r_project" || docker_is_silent
  [ "$boot" = yes ] || finish_stops "$r_project"
  case $old in
    none) back_to_stack || code=$? ;;
    foreign) back_to_foreign || code=$? ;;
    *) back_to_release || code=$? ;;
  esac
  handed_over=no
  if [ "$code" != 0 ] && must_hand_over && hand_over "$old"; then handed_over=yes; fi
  remove "$base/reverted" # one of an earlier revert
  remove "$pending"
  durable_conf "$base/reverted" format 1 release "$new" to "$old" start_exit "$code" handed_over "$handed_over" at "$(date +%s)" by "$by" ||
    say "that it was reverted could not be written down: $disk_fix"
  set_dropin '' "$transaction_file"
  clear_ready
  case $old in none | foreign) remove_guard ;; esac
  systemctl daemon-reload
  stop_timer
  [ "$old" != none ] || forget_release "$new" || say "$new could not be removed whole"
  untag_release foreign || say "tags of images could not be removed"
  forget_before
  record 'done' "to $old exit $code"
  (if stage_lock -n; then trim_journal; fi) || say "the history could not be trimmed: $disk_fix"
  report_revert "$old" "$code"
}

# What ended before it was done is tried again, by the timer. After a reboot that is gone, and the guard has one try only.
revert_ended() {
  if [ "$code" = 0 ] || [ "$by" = timer ] || [ "$boot$job" = nono ] || [ ! -f "$pending" ]; then return 0; fi
  until=''
  if systemctl is-active -q "$app-revert.timer"; then
    get until "$pending"
    until=$got
  elif [ ! -e "/run/systemd/transient/$app-revert.service" ]; then
    arm_timer 30 || emit error "no timer could be set: nothing tries the revert again by itself"
  fi
  soon=$(($(date +%s) + 30))
  [ "${until:-0}" -gt "$soon" ] || until=$soon
  emit tries-again "$until"
}

nothing_pending() { # it was done before, or there was nothing to do: leftovers go
  find_trouble
  find_current
  if [ -z "$trouble" ]; then
    set_dropin '' "$transaction_file"
    case $current_id in none | foreign) remove_guard ;; esac
    [ "$(property NeedDaemonReload)" = no ] || systemctl daemon-reload
    stop_timer
  fi
  if [ -n "$release" ] && [ "$(conf release "$base/reverted")" = "$release" ]; then
    code=$(conf start_exit "$base/reverted")
    if [ "$(conf handed_over "$base/reverted")" = yes ] && ! is_handed_over && [ "$(property ActiveState)" = active ]; then code=0; fi
    report_revert "$(conf to "$base/reverted")" "$code"
    return
  fi
  if [ -n "$release" ]; then say "$release is not pending on this host"; else say "nothing is pending: there is nothing to revert"; fi
  [ -z "$trouble" ] || say "$trouble: $mend"
  report_revert "$current_id" 0
}

report_revert() { # TO START-EXIT
  emit reverted "$1"
  emit start-exit "$2"
  [ "$2" != 0 ] || return 0
  if is_handed_over; then
    who_tries="$app-recover.service tries it again every half minute" status_of=$app-recover
  elif [ "$(property SubState)" = auto-restart ]; then
    who_tries='systemd tries it again by itself' status_of=$unit
  else
    who_tries='nothing tries it again by itself' status_of=$unit
  fi
  fail 21 "$1 is back, but not whole: its start, or giving names back to its images, ended with exit code $2; $who_tries" "systemctl status $status_of; journalctl -u $unit; docker ps -a"
}

put_unit_back() { # and its drop-ins, and whether it is enabled; when this fails, the timer tries it again
  [ "$(conf old_enabled "$pending")" = yes ] || systemctl disable -q --no-reload "$unit" 2>/dev/null || :
  if [ -f "$base/old/hold.conf" ] && [ -d "${hold_file%/*}" ]; then
    put_back "$base/old/hold.conf" "$hold_ready" "$hold_file" 644
  else
    set_dropin "$base/old/hold.conf" "$hold_file"
  fi
  # That of the new release must go; the old one's has little to say beside the hold.
  if [ "$boot" = yes ] || ! set_dropin "$base/old/transaction.conf" "$transaction_file"; then
    [ "$boot" = yes ] || say "no drop-in could be written to /run: see whether it is full: df -h /run"
    set_dropin '' "$transaction_file"
  fi
  if [ -e "$base/old/unit" ] || [ -L "$base/old/unit" ]; then
    put_back "$base/old/unit" "$unit_ready" "$systemd_folder/$unit"
  else
    remove "$systemd_folder/$unit"
  fi
  systemctl daemon-reload
  [ "$boot" = yes ] || cancel
  if [ "$(conf old_enabled "$pending")" = yes ]; then
    systemctl is-enabled -q "$unit" 2>/dev/null || systemctl enable -q "$unit"
  fi
  sync_units
}

# The names of images are still the new release's: what is pending stays so, and the next try does all of it.
docker_is_silent() { fail 1 "the Docker Engine of this host does not answer: the unit of $old is back, its containers are not yet" "$docker_fix"; }

# These three run with their exit code caught: the shell does not stop at a failure in them.

back_to_release() {
  old_images=$(conf old_images "$pending")
  [ "$boot" = yes ] || not_rolled_back "$old"
  names_as_before "$old" "$old_images"
  if [ -n "$gone" ]; then # Docker may have been away in the middle of it
    sweep_patiently "$r_project" || docker_is_silent
    names_as_before "$old" "$old_images"
  fi
  retire_new "$old_images"
  [ "$boot" = yes ] || start_patiently || start_ended=$?
  says_what_is_gone || return 1
  return "$start_ended"
}

# A slow dependency fails `up`, and the next one passes: as often as a deployment tries it, unless one took all the time.
start_patiently() {
  bound=$((back_timeout + 30))
  read_uptime
  last_begins=$((host_uptime + bound))
  for try in 1 2 3; do
    start_unit "$bound" && return
    failed=$?
    read_uptime
    if [ "$try" = 3 ] || [ "$host_uptime" -ge "$last_begins" ]; then return "$failed"; fi
    say "the start of $old failed with exit code $failed: it is tried again in 5 s ($try of 3)"
    sleep 5
  done
}

must_hand_over() { # what is not active is started again by systemd, at a boot by its own job
  case $old in none | foreign) return 1 ;; esac
  [ "$boot" = no ] && [ "$start_ended" != 0 ] && systemctl is-active -q "$unit"
}

back_to_foreign() {
  back_to_stack || return
  [ "$boot" = no ] && [ "$(conf old_active "$pending")" = active ] && [ "$(property ActiveState)" != active ] || return 0
  # It said active before and its containers run again: let it say so, without running its own commands.
  printf '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStartPre=\nExecStart=\nExecStart=/bin/true\nExecStartPost=\n' |
    durable - "$volatile_dropin" || return
  set_dropin "$volatile_dropin" "$transaction_file" || return
  rm -f "$volatile_dropin"
  systemctl daemon-reload
  systemctl reset-failed "$unit" 2>/dev/null || :
  systemctl start "$unit" 9>&-
}

back_to_stack() { # what ran before we came; nothing, when nothing did
  put_names_back
  longest_grace "$r_project"
  bound=$((back_timeout + 30 + grace))
  if [ ! -s "$base/old/containers" ]; then
    nothing_ran || return
    timeout -k 10 "$bound" docker compose --project-name "$r_project" down --remove-orphans 9>&-
    return
  fi
  look_at_old_services
  retire_new "$old_services"
  running=$(awk '$2 == "true" { print $1 }' "$base/old/containers")
  set -- --project-name "$r_project" --project-directory "$(conf working_dir "$base/old/stack")"
  IFS=, # paths of others may hold spaces
  for file in $(conf config_files "$base/old/stack"); do set -- "$@" -f "$file"; done
  for file in $(conf environment_file "$base/old/stack"); do set -- "$@" --env-file "$file"; done
  unset IFS
  if [ -n "$running" ]; then
    # shellcheck disable=SC2086 # services are words
    timeout -k 10 "$bound" docker compose "$@" up -d --no-build --pull never $running 9>&-
  else
    timeout -k 10 "$bound" docker compose "$@" stop 9>&-
  fi
}

nothing_ran() { # fails unless it is sure: what is taken down does not come back
  [ ! -f "$base/old/nothing-ran" ] || return 0
  # A program before this one left no mark, and no containers either where docker had failed it: those not of a release tell.
  ids=$(containers_of "$r_project") || return
  [ -n "$ids" ] || return 0
  # shellcheck disable=SC2086 # ids are words
  made_from=$(dk inspect -f '{{index .Config.Labels "com.docker.compose.project.config_files"}}' $ids) || return
  others=$(printf '%s\n' "$made_from" | grep -cv "^$base/releases/" || :)
  [ "$others" != 0 ] || return 0
  say "$others containers of the project $r_project are not of a release: nothing is taken down"
  return 1
}

put_names_back() { # of the names that the new release uses; one that a build of ours made is removed
  built=$(conf new_built "$pending")
  for pair in $(conf new_images "$pending"); do
    reference=${pair#*=}
    case $reference in *@sha256:*) continue ;; esac
    meant_before "$reference"
    if [ "$found_id" != - ]; then
      dk tag "$found_id" "$reference" || :
    elif listed "${pair%%=*}" "$built"; then
      dk rmi "$reference" >/dev/null 2>&1 || :
    fi
  done
  [ -f "$base/old/containers" ] || return 0
  while read -r service _ _ reference; do
    case $reference in sha256:* | *@sha256:*) continue ;; esac
    name_tag "$service" foreign
    dk tag "$tag" "$reference" || :
  done <"$base/old/containers"
}

forget_release() { # its images and its folder: nothing was there before
  untag_release "$1"
  rm -rf "${base:?}/releases/$1"
}
