# shellcheck shell=sh  # stage: a new release beside the others; touches nothing that runs

stage() {
  given release "$release" bytes "$bytes" sha256 "$sha256"
  need_host
  need_own_unit
  need_room "$bytes"
  trap 'why=$gone; exit 1' HUP INT TERM PIPE
  tagging='' tagged=''
  if [ ! -d "$base/objects" ] || [ ! -d "$base/releases" ] || [ ! -d "$base/project" ]; then
    mkdir -p "$base/objects" "$base/releases" "$base/project"
    chmod 755 "$base/project"
  fi
  chmod 700 "$base" # also where an older program let others in
  upload=$(mktemp "$base/.upload.XXXXXX")
  receive "$upload"
  stage_lock -w 60 || fail 30 "another release of $app is being staged on this host" "wait for it to end, then run the command again"
  look_for_old_objects
  hide_objects
  [ ! -e "$base/releases/$release" ] || fail 30 "the release $release is already on this host: the same content was staged in the same second" "run the command again"
  repair_tags_now || fail 1 "Docker did not say what runs, and an earlier stage has left names of images moved" "docker ps; $again"
  work=$base/releases/.new.$release staged=no
  rm -rf "$work"
  mkdir "$work"
  record started
  unpack
  check_release
  stage_images
  check_checkout
  need_architecture "$work/facts"
  need_verified_unit
  chmod 700 "$work/release"
  sync -f "$base"
  mv -T "$work/release" "$base/releases/$release"
  sync "$base/releases"
  staged=yes
  report_images
  record 'done'
}

stage_ended() { # whatever ended it
  [ -n "${work:-}" ] || {
    rm -f "${upload:-}"
    return
  }
  for j in ${jobs:-}; do kill "${j%%:*}" 2>/dev/null || :; done
  wait
  repair_tags_now || :
  rm -rf "$work" "$upload"
  if [ "$staged" = no ]; then
    untag_release "$release"
    record failed "$why"
  fi
}

unpack() {
  tar -xf "$upload" --no-same-owner -C "$work" || fail 2 "the upload could not be unpacked" "$disk_fix $base"
  set +f
  set -- "$work"/objects/*.tar
  set -f
  for tarball in "$@"; do
    [ -f "$tarball" ] || continue
    digest=${tarball##*/} digest=${digest%.tar}
    if ! take_digest "$tarball" || [ "$digest_is" != "$digest" ]; then fail 2 "the object $digest is damaged" "$again"; fi
    [ ! -d "$base/objects/$digest" ] || continue
    rm -rf "$work/object"
    mkdir "$work/object"
    tar -xpf - --no-same-owner -C "$work/object" <"$tarball" || fail 2 "the object $digest could not be unpacked" "$disk_fix $base"
    chmod 755 "$work/object"
    sync -f "$work/object"
    put_object "$work/object" "$digest"
  done
  [ ! -d "$work/objects" ] || sync "$base/objects"
}

check_release() {
  mismatch="client and host program don't belong together: run ./build.sh again"
  for file in unit hold.conf transaction.conf guard.service release.conf manifest.json; do
    [ -s "$work/release/$file" ] || fail 2 "the upload lacks $file" "$mismatch"
  done
  find_verified >"$work/unit-problem" & # beside all that follows
  verifying=$!
  get format "$work/release/release.conf"
  [ "$got" = 1 ] || fail 2 "release.conf has a format that this program doesn't know" "$mismatch"
  get release "$work/release/release.conf"
  [ "$got" = "$release" ] || fail 2 "release.conf names another release than $release" "$mismatch"
  unit_says Release "$work/release/unit"
  [ "$said" = "$release" ] || fail 2 "the unit does not name the release $release" "$mismatch"
  unit_says App "$work/release/unit"
  [ "$said" = "$app" ] || fail 2 "the unit does not name the app $app" "$mismatch"
  [ -f "$work/release/host.sh" ] || cp "$program" "$work/release/host.sh"
  [ ! -f "$work/release/.env" ] || chmod 600 "$work/release/.env"
  sed "s#$base/releases/$release/#$work/release/#g" "$work/release/release.conf" >"$work/conf"
  load_release "$work/conf"
  for pair in "project=$r_project" "compose_files=$r_compose_files" "env_file=$r_env_file" "images=$r_images" "pull_timeout=$r_pull_timeout" \
    "build_timeout=$r_build_timeout" "start_timeout=$r_start_timeout"; do
    [ -n "${pair#*=}" ] || fail 2 "release.conf lacks ${pair%%=*}" "$mismatch"
  done
  word a-z0-9_- "$r_project" "project=$r_project"
  for seconds in "$r_pull_timeout" "$r_build_timeout" "$r_start_timeout"; do word 0-9 "$seconds" "timeout=$seconds"; done
  for pair in $r_images; do
    case $pair in *=-) need_names "${pair%%=*}" none ;; *) need_names "${pair%%=*}" "${pair#*=}" ;; esac
  done
  # shellcheck disable=SC2013 # digests are words
  for digest in $(set +f; grep -ho "$base/objects/[0-9a-f]\{64\}" "$work/release"/compose.*.yml | sort -u); do
    digest=${digest##*/}
    [ -d "$base/objects/$digest" ] || fail 30 "the host no longer has the object $digest" "run the command again: the host changed since it was observed"
  done
  check_checkout
  need_env_file
  need_own_values
  case " $r_images " in *'=- '*) ;; *) tag_ahead ;; esac
  # shellcheck disable=SC2086 # names are words
  owners_of_others "$r_project" $r_containers >"$work/owners" &
  owners=$!
  take_project_key "$work/release"
  if [ -n "$project_key" ] && [ -f "$resolved/$project_key.facts" ]; then
    cat <"$resolved/$project_key.facts" >"$work/facts"
  else
    { read_project "$r_compose_files" config --format json 2>"$work/problem" || : >"$work/refused"; } | flatten | compose_facts >"$work/facts"
  fi
  [ ! -e "$work/refused" ] || fail 2 "Compose refuses the release: $(without_values "$r_env_file" <"$work/problem" | tail -n 3 | tr '\n\t' '  ')" \
    "correct the Compose file or $r_env_file"
  wait "$owners"
  need_own_containers "$work/owners"
  need_own_volumes "$work/facts"
  need_mounts "$work/facts"
  resolve_images
}

need_verified_unit() {
  [ -n "$verifying" ] || return 0
  wait "$verifying" || fail 1 "the unit could not be verified" "$again"
  [ ! -s "$work/unit-problem" ] || fail 2 "systemd refuses the unit: $(cat "$work/unit-problem")" "correct the unit: systemd-analyze verify"
  verifying=''
}

resolve_images() { # references that the client could not know ("-"): as Compose reads them with this host's values
  case " $r_images " in *'=- '*) ;; *) return 0 ;; esac
  with_names=''
  for pair in $r_images; do
    case $pair in
      *=-)
        pair=${pair%-}
        while read -r kind service reference; do
          [ "$kind $service=" != "image $pair" ] || pair=$pair$reference
        done <"$work/facts"
        [ -n "${pair#*=}" ] || fail 2 "Compose names no image for a service of this release" "correct the service's image: in the Compose file"
        need_names "${pair%%=*}" "${pair#*=}"
        ;;
    esac
    with_names="$with_names $pair"
  done
  r_images=${with_names# }
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in images=*) line="images='$r_images'" ;; esac
    printf '%s\n' "$line"
  done <"$work/release/release.conf" >"$work/conf"
  mv -f "$work/conf" "$work/release/release.conf"
}

need_names() { # SERVICE REFERENCE: what comes from the Compose file and from values is an image's name, no option and no pattern
  is_service "$1" || fail 2 "'$1' is no name that the image of a service can have here" "call the service by letters and digits"
  is_reference "$2" || fail 2 "the image of the service $1 is no name of an image" "correct its image: in the Compose file, or the value in $r_env_file"
}

# What a preview of this connection has verified, of the same bytes, is not verified again.
verify_ahead() {
  verify_unit >"$session/verified.part"
  take_units_key
  mv -f "$session/verified.part" "$session/verified.$units_key"
}

find_verified() {
  if [ -n "$session" ] && [ -f "$session/verifying" ]; then
    flock -w 60 "$session/verifying" true 2>/dev/null || :
    take_units_key
    if [ -f "$session/verified.$units_key" ]; then
      cat "$session/verified.$units_key"
      return
    fi
  fi
  verify_unit
}

take_units_key() { # sets units_key, of the release's units
  units_key=$(cd "$work/release" && cat unit hold.conf transaction.conf guard.service | sha256sum)
  units_key=${units_key%% *}
}

verify_unit() { # as it is, with the hold, and with the transaction on top: three units, read once, by names that end alike
  folder=$work/verify
  mkdir -p "$folder/hold-$unit.d" "$folder/transaction-$unit.d"
  cp "$work/release/guard.service" "$folder/$app-guard.service"
  tee "$folder/$unit" "$folder/hold-$unit" "$folder/transaction-$unit" <"$work/release/unit" >/dev/null
  cp "$work/release/hold.conf" "$folder/hold-$unit.d/"
  cp "$work/release/hold.conf" "$work/release/transaction.conf" "$folder/transaction-$unit.d/"
  systemd-analyze verify --man=no "$folder/$unit" "$folder/hold-$unit" "$folder/transaction-$unit" "$folder/$app-guard.service" 2>&1 |
    about_our_units | sed "s#$folder/##g; s#\(hold\|transaction\)-$unit#$unit#g" | sort -u | head -n 3 || :
}
