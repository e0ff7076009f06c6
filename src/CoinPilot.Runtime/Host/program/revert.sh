# shellcheck shell=sh  # revert: the way back, by whomever it is asked for

revert() {
  trap '' HUP PIPE
  need_root
  [ -f "$base/host.sh" ] || [ ! -d "$base" ] || durable "$program" "$base/host.sh" 700
  [ -d "$base" ] || fail 2 "there is no app $app on this host" "those that are here: ls /var/lib/coinpilot"
  if [ "$boot" = yes ] && systemctl is-active -q "$app-revert.timer"; then exit 0; fi # no boot: the timer is in charge
  [ "$boot" = no ] || by=guard
  [ "$boot$job" != nono ] || detached "$app-reverting" "$base/revert.out" revert app="$app" unit="$unit" release="$release" reason="$reason"
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
  if [ "$old$boot" = noneno ]; then
    cancel
    timeout $((start_timeout + 30)) systemctl stop "$unit" 9>&- || :
  fi
  put_unit_back
  sweep_half_made "$r_project"
  case $old in
    none) back_to_stack || code=$? ;;
    foreign) back_to_foreign || code=$? ;;
    *) back_to_release || code=$? ;;
  esac
  durable_conf "$base/reverted" format 1 release "$new" to "$old" start_exit "$code" at "$(date +%s)" by "$by"
  remove "$pending"
  set_dropin '' "$transaction_file"
  case $old in none | foreign) remove_guard ;; esac
  systemctl daemon-reload
  stop_timer
  [ "$old" != none ] || forget_release "$new"
  untag_release foreign
  record 'done' "to $old exit $code"
  if stage_lock -n; then trim_journal; fi
  report_revert "$old" "$code"
}

nothing_pending() { # it was done before, or there was nothing to do: leftovers go
  set_dropin '' "$transaction_file"
  find_current
  case $current_id in none | foreign) remove_guard ;; esac
  [ "$(property NeedDaemonReload)" = no ] || systemctl daemon-reload
  stop_timer
  if [ -n "$release" ] && [ "$(conf release "$base/reverted")" = "$release" ]; then
    report_revert "$(conf to "$base/reverted")" "$(conf start_exit "$base/reverted")"
    return
  fi
  if [ -n "$release" ]; then say "$release is not pending on this host"; else say "nothing is pending: there is nothing to revert"; fi
  report_revert "$current_id" 0
}

report_revert() { # TO START-EXIT
  emit reverted "$1"
  emit start-exit "$2"
  [ "$2" = 0 ] || fail 21 "$1 is back, but its start ended with exit code $2; systemd may still be trying" \
    "systemctl status $unit; journalctl -u $unit; docker ps -a"
}

put_unit_back() { # and its drop-ins, and whether it is enabled; when this fails, the timer tries it again
  [ "$(conf old_enabled "$pending")" = yes ] || systemctl disable -q --no-reload "$unit" 2>/dev/null || :
  set_dropin "$base/old/hold.conf" "$hold_file"
  if [ "$boot" = yes ]; then
    set_dropin '' "$transaction_file"
  else
    set_dropin "$base/old/transaction.conf" "$transaction_file"
  fi
  if [ -e "$base/old/unit" ] || [ -L "$base/old/unit" ]; then
    durable "$base/old/unit" "$systemd_folder/$unit"
  else
    remove "$systemd_folder/$unit"
  fi
  systemctl daemon-reload
  [ "$boot" = yes ] || cancel
  if [ "$(conf old_enabled "$pending")" = yes ]; then
    systemctl is-enabled -q "$unit" 2>/dev/null || systemctl enable -q "$unit"
  fi
  sync "$systemd_folder" "$systemd_folder"/*.wants
}

# These three run with their exit code caught: the shell does not stop at a failure in them.

back_to_release() {
  old_images=$(conf old_images "$pending")
  [ "$boot" = yes ] || not_rolled_back "$old"
  retag "$old" "$old_images" || say "an image of the release $old is gone from this host"
  retire_new "$old_images"
  [ "$boot" = yes ] || start_unit $((start_timeout + 30))
}

back_to_foreign() {
  back_to_stack || return
  [ "$boot" = no ] && [ "$(conf old_active "$pending")" = active ] && [ "$(property ActiveState)" != active ] || return 0
  # It said active before and its containers run again: let it say so, without running its own commands.
  printf '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStartPre=\nExecStart=\nExecStart=/bin/true\nExecStartPost=\n' |
    durable - "$base/old/active.conf"
  set_dropin "$base/old/active.conf" "$transaction_file"
  systemctl daemon-reload
  systemctl reset-failed "$unit" 2>/dev/null || :
  systemctl start "$unit" 9>&-
}

back_to_stack() { # what ran before we came; nothing, when nothing did
  put_names_back
  bound=$((start_timeout + 30))
  if [ ! -s "$base/old/containers" ]; then
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
    env -i HOME="$HOME" PATH="$PATH" timeout -k 10 "$bound" docker compose "$@" up -d --no-build --pull never $running 9>&-
  else
    env -i HOME="$HOME" PATH="$PATH" timeout -k 10 "$bound" docker compose "$@" stop 9>&-
  fi
}

put_names_back() { # of the names that the new release uses; one that a build of ours made is removed
  built=$(conf new_built "$pending")
  for pair in $(conf new_images "$pending"); do
    reference=${pair#*=}
    case $reference in *@sha256:*) continue ;; esac
    was=$(awk -v name="$reference" '$1 == name { print $2; exit }' "$base/old/tags")
    if [ "${was:--}" != - ]; then
      dk tag "$was" "$reference" || :
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
