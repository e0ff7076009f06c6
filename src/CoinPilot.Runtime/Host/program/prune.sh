# shellcheck shell=sh  # prune: what no release that is kept needs any more

prune() {
  stage_lock -n || return 0 # a stage is running: the next confirm prunes
  find "$base/releases" -mindepth 1 -maxdepth 1 -name '.new.*' -exec rm -rf {} +
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
  for tag in $(own_tags); do
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
  used=$uses$(find "$base/releases" -name 'compose.*.yml' -exec cat {} + 2>/dev/null || :)
  rm -rf "$base/objects/.gone"
  find "$base/objects" -mindepth 1 -maxdepth 1 ! -name '.*' | while read -r object; do
    case $used in *"objects/${object##*/}"*) continue ;; esac
    rename_unseen "$object" "$base/objects/.gone"
    rm -rf "$base/objects/.gone"
  done
  linked=$(find "$base/objects" -mindepth 1 -maxdepth 1 -type l -printf '%l ')
  [ ! -d "$base/store" ] || find "$base/store" -mindepth 1 -maxdepth 1 -printf '%f\n' | while read -r place; do
    listed "../store/$place" "$linked" || rm -rf "${base:?}/store/$place"
  done
}
