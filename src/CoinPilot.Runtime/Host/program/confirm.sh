# shellcheck shell=sh  # confirm: the removal of `pending` is the commit point; all before it can be repeated, all after it made up for

confirm() {
  trap '' HUP PIPE
  need_root
  given release "$release"
  lock
  need_same_unit
  folder=$base/releases/$release
  find_current
  if [ ! -f "$pending" ] && [ -f "$folder/confirmed" ] && [ "$current_id" = "$release" ]; then
    say "$release was confirmed before"
    exit 0
  fi
  get new "$pending"
  [ "$got" = "$release" ] || fail 30 "$release is not pending on this host, $current_id is current: it went back by itself, or another deployment ran" "$look"
  record started
  get old "$pending"
  old=$got
  [ "$old" = "$release" ] || durable_conf "$folder/confirmed" format 1 replaces "$old" at "$(date +%s)" by "$by"
  load_release "$folder/release.conf"
  look_at_old_services
  [ "$old" != foreign ] || [ ! -e "$base/old/unit" ] || cp -a "$base/old/unit" "$base/foreign-unit" # the only copy of it
  : >"$settling"
  remove "$pending" # the commit point
  emit confirmed "$release" # the client need not wait for what follows; who looks at this host does
  set_dropin '' "$transaction_file"
  tidy_up >"$base/old/tidied" & # while systemd reads its units again
  tidying=$!
  systemctl daemon-reload
  stop_timer
  wait "$tidying" || :
  record 'done' "$(cut -f 2 "$base/old/tidied" | tr '\n' ' ')"
  if stage_lock -n; then trim_journal; fi
  rm -f "$settling"
}

tidy_up() { # after a confirmation: containers of services that are gone, old releases
  services_of "$r_images"
  clear_ready
  retire remove "$services_there" "$old_services" || say "containers of services that are gone could not be removed"
  forget_before
  rm -f "$base/old/release" # what it says of this host's names is over
  prune || say "old releases could not be pruned: the next deployment tries again"
}
