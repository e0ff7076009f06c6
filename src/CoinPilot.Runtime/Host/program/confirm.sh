# shellcheck shell=sh  # confirm

confirm() {
  trap '' HUP PIPE
  need_root
  given release "$release"
  lock
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
  retire remove "$services_there" "$old_services" || say "containers of services that are gone could not be removed"
  prune || say "old releases could not be pruned: the next deployment tries again"
}

settled() { # waits while a confirmation that was said is not wholly done; one that died is over
  tries=0
  while [ -f "$settling" ] && [ "$tries" -lt 600 ]; do
    # shellcheck disable=SC2015 # either way it is asked again
    (exec 9>>"/run/coinpilot-$app.lock" && flock -n 9 && rm -f "$settling") || sleep 0.1
    tries=$((tries + 1))
  done
}

prune() {
  stage_lock -n || return 0 # a stage is running: the next confirm prunes
  rm -rf "$base"/releases/.new.*
  find "$base" -maxdepth 1 -name '.upload.*' -mmin +1440 -exec rm -f {} +
  get replaces "$folder/confirmed"
  keep="$release $got"
  count=0
  for id in $(releases_newest_first); do
    if [ -f "$base/releases/$id/confirmed" ] && [ "$count" -lt 5 ]; then
      keep="$keep $id" count=$((count + 1))
    fi
  done
  uses=$(container_uses) || return
  for id in $(releases_newest_first); do
    case $uses in *"$base/releases/$id/"*) keep="$keep $id" ;; esac
    # A newer one that is only staged may be about to be switched to.
    if ! listed "$id" "$keep" && { [ -f "$base/releases/$id/confirmed" ] || [ "$(printf '%s\n' "$id" "$release" | sort | head -n 1)" = "$id" ]; }; then
      say "pruned $id"
      rm -rf "${base:?}/releases/$id"
    fi
  done
  prune_objects
  unreachable=''
  for tag in $(dk image ls --filter "reference=coinpilot/$app/*" --format '{{.Repository}}:{{.Tag}}'); do
    [ -d "$base/releases/${tag##*:}" ] || unreachable="$unreachable $tag"
  done
  # shellcheck disable=SC2086 # tags are words
  [ -z "$unreachable" ] || dk rmi $unreachable >/dev/null || :
}

container_uses() { # the paths that containers were made from; fails when docker can't say
  ids=$(dk ps -aq) || return
  # shellcheck disable=SC2086 # ids are words
  [ -z "$ids" ] || dk inspect -f '{{index .Config.Labels "com.docker.compose.project.config_files"}}{{range .Mounts}} {{.Source}}{{end}}' $ids
}

releases_newest_first() { find "$base/releases" -mindepth 1 -maxdepth 1 -type d ! -name '.*' -printf '%f\n' | sort -r; }

prune_objects() {
  used=$uses$(cat "$base"/releases/*/compose.*.yml 2>/dev/null || :)
  for object in "$base"/objects/*/; do
    object=${object%/}
    case $used in *"objects/${object##*/}"*) ;; *) rm -rf "$object" ;; esac
  done
}
