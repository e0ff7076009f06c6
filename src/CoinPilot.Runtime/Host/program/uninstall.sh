# shellcheck shell=sh  # uninstall: stop, unit, containers, then all that we keep; never a volume

whose_stack() { # ours: a release's, or one whose removal was begun; foreign: of a unit that we did not make; none
  find_current
  case $current_id in
    foreign) echo foreign ;;
    none) if [ -f "$base/removing" ]; then echo ours; else echo none; fi ;;
    *) echo ours ;;
  esac
}

uninstall() { # stop, unit, containers, then all that we keep; what is gone already is passed over
  trap '' HUP PIPE
  need_root
  need_own_unit
  find_current
  [ "$current_id" != none ] || [ -f "$base/removing" ] || need_no_other_unit "$(other_units)"
  look_at_docker
  [ -n "$docker_facts" ] || fail 2 "the Docker Engine of this host does not answer" "$docker_fix"
  need_nothing_pending
  lock
  need_nothing_pending
  [ ! -d "$base" ] || stage_lock -n || fail 30 "a release of $app is being staged on this host" "wait for it to end, then run the command again"
  stack=$(whose_stack)
  if [ "$stack" != ours ]; then
    case $(container_uses) in
      *"$base/objects/"* | *"$base/releases/"*)
        fail 2 "containers use what CoinPilot keeps under $base, but no unit of it is installed" "remove them first: docker compose -p ${project:-$app} down"
        ;;
    esac
  fi
  record started
  if [ "$stack" = ours ]; then
    mkdir -p "$base"
    date +%s | durable - "$base/removing" # from here on it can be taken up again
    take_unit_away
    take_containers_away
  fi
  clear_ready
  set_dropin '' "$hold_file"
  set_dropin '' "$transaction_file"
  remove_guard
  systemctl daemon-reload
  stop_timer
  tags=$(own_tags)
  # shellcheck disable=SC2086 # tags are words
  [ -z "$tags" ] || dk rmi $tags >/dev/null 2>&1 || say "some images are still in use: their tags stay"
  [ -d "$base" ] || return 0
  for folder in releases objects store old; do rm -rf "${base:?}/$folder"; done
  rm -rf "$resolved" "$revert_output" "$revert_output.exit"
  find "$base" -maxdepth 1 \( -name '.upload.*' -o -name '.*.part' \) -exec rm -f {} +
  rm -f "$base/host.sh" "$base/reverted" "$base/revert.out" "$base/revert.out.exit" "$base/stage.tags" "$base/stage.lock" "$base/unit-name"
  rmdir "$base/project" 2>/dev/null || : # what the services wrote there stays
  say "removed the releases, their content and their image tags"
  record 'done'
  remove "$base/removing"
}

take_unit_away() {
  [ -f "$systemd_folder/$unit" ] || return 0
  say "stopping $unit"
  stop_recovery
  cancel
  timeout 1800 systemctl stop "$unit" 9>&- || say "$unit did not stop in good order; its containers are removed all the same"
  systemctl disable -q --no-reload "$unit" 2>/dev/null || :
  set_dropin '' "$hold_file"
  remove "$systemd_folder/$unit"
  systemctl daemon-reload
  systemctl reset-failed "$unit" 2>/dev/null || :
  say "removed the unit $unit"
}

take_containers_away() { # and their networks; never with -v
  longest_grace "${project:-$app}"
  timeout -k 10 $((900 + grace)) docker compose --project-name "${project:-$app}" down --remove-orphans 9>&- ||
    fail 1 "docker compose down failed; what it had not reached is still there" "$again: it goes on where it stopped"
  for id in $(containers_of "${project:-$app}"); do dk rm -f "$id" >/dev/null; done
  say "removed the containers and networks"
}
