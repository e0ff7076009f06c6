# shellcheck shell=sh  # preview: what a deployment would change, told without a value of the environment: only names, paths and digests leave here

preview() {
  given bytes "$bytes" sha256 "$sha256"
  need_root
  trap 'exit 1' HUP INT TERM PIPE
  : "${repair:=no}"
  make_work
  if [ "$repair" = yes ] && [ -d "$base" ]; then
    chmod 700 "$base" # where an older program let others in
    look_for_old_objects
    [ -z "$old_objects" ] || (if stage_lock -n; then look_for_old_objects && hide_objects; fi)
  fi
  receive "$work/upload"
  unpack_preview
  resolve next "$work/conf" "$next_key" &
  container_more=$environment_too
  observe
  [ "$repair" = yes ] || [ ! -s "$base/stage.tags" ] || emit moved "$(cut -d ' ' -f 1 "$base/stage.tags" | tr '\n' ' ')"
  find_current
  folder=$base/releases/$current_id
  wait
  [ ! -s "$work/next.problem" ] || emit refused "$(tr '\n\t' '  ' <"$work/next.problem")"
  [ -s "$work/next.flat" ] || return 0
  preview_project >"$work/told"
  [ ! -f "$work/next.hashing" ] || flock "$work/next.hashing" true 2>/dev/null || :
  [ -f "$work/next.hash" ] || return 0
  sed "s/^/service-hash$tab/" "$work/next.hash"
  [ ! -s "$work/now.hash" ] || sed "s/^/service-hash-now$tab/" "$work/now.hash"
  cat "$work/told"
  if [ -z "$session" ] || [ -z "$next_key" ]; then sweep_previews; else prepare_stage; fi
}

preview_project() { # all of it but the hashes, which may still be under way
  awk -F "$tab" -v images="$work/images" '
    BEGIN { printf "" >images }
    $1 == "services" && $3 == "image" { gsub(/"/, "", $4); print $2 "\t" $4 >images }
    $1 == "services" && $3 ~ /^volumes_from\./ && !seen[$2]++ { print "opaque\t" $2 }' "$work/next.flat"
  preview_images
  preview_environment
  [ ! -s "$work/now.sums" ] || preview_differences
  preview_files
}

sweep_previews() { # of those that were killed
  find /run -maxdepth 1 -type d \( -name 'coinpilot-preview.*' -mmin +60 -o -name 'coinpilot-*.??????' -mmin +1440 \) -exec rm -rf {} +
}

environment_too='{{$s := index .Config.Labels "com.docker.compose.service"}}{{range .Config.Env}}{{"\n"}}env{{"\t"}}{{printf "%q" $s}}{{"\t"}}{{json .}}{{end}}'

resolve_now() { # the project of the current release
  find_current
  now_conf=$base/releases/$current_id/release.conf
  load_release "$now_conf"
  take_project_key "${now_conf%/*}"
  if [ -n "$project_key" ] && [ -f "$resolved/$project_key.sums" ] && [ -f "$resolved/$project_key.hash" ]; then
    cat <"$resolved/$project_key.sums" >"$work/now.sums"
    cat <"$resolved/$project_key.hash" >"$work/now.hash"
    return
  fi
  resolve now "$now_conf" "$project_key"
  [ ! -f "$work/now.flat" ] || sum_values <"$work/now.flat" >"$work/now.sums"
  wait
}

# What a preview asks that has nothing to do with its release is asked while that is on its way.
preview_ahead() {
  if [ -s "$base/stage.tags" ] || [ -f "$settling" ]; then return 0; fi # first things first
  make_work
  scratch=$work container_more=$environment_too docker_bound=20
  echo "$work" >"$session/ahead"
  look_at_clock
  find_current
  said_of=$current_id
  resolve_now &
  look_at_containers || return 0
  wait
  echo "$clock $said_of" >"$work/said"
}

take_ahead() { # into work, where it is as good as new
  after_first_look
  [ -f "$session/ahead" ] || return 1
  read -r place <"$session/ahead"
  said_at=0 said_of=''
  [ ! -f "$place/said" ] || read -r said_at said_of <"$place/said"
  find_current
  if [ "$said_of" = "$current_id" ] && is_fresh "$said_at" 2; then
    set +f
    mv -f "$place"/* "$work/"
    set -f
  else said_of=''
  fi
  rm -rf "$place" "$session/ahead"
  [ -n "$said_of" ]
}

prepare_stage() { # what stage will ask Compose and systemd is asked while the client plans
  exec 7>"$session/verifying"
  flock 7 2>/dev/null || :
  {
    verify_ahead &
    compose_facts <"$work/next.flat" >"$work/facts"
    keep_project "$next_key"
    wait
    rm -rf "$work"
    sweep_previews
  } </dev/null >/dev/null 2>&1 &
  exec 7>&-
  work='' # that one clears it away
}

unpack_preview() { # env files are needed to read the project; everything else that the release refers to is only named
  tar -xf "$work/upload" --no-same-owner -C "$work" || fail 2 "the upload could not be unpacked" "$disk_fix $work"
  get release "$work/release/release.conf"
  release=$got
  word A-Za-z0-9- "$release" "release=$release"
  sed "s#$base/releases/$release/#$work/release/#g" "$work/release/release.conf" >"$work/conf"
  load_release "$work/conf"
  take_project_key "$work/release"
  next_key=$project_key
  paths="s#$base/releases/$release/#$work/release/#;" number=0
  set +f
  set -- "$work"/objects/*.tar
  set -f
  for tarball in "$@"; do
    [ -f "$tarball" ] || continue
    digest=${tarball##*/} digest=${digest%.tar}
    word 0-9a-f "$digest" "objects/$digest"
    number=$((number + 1))
    mkdir "$work/objects/$number"
    tar -xf - --no-same-owner -C "$work/objects/$number" <"$tarball" || fail 2 "the object $digest could not be unpacked" "$disk_fix $work"
    paths="$paths s#$base/objects/$digest\\([/'\"]\\)#$work/objects/$number\\1#;"
  done
  # The paths of env files, unlike those of volumes, are not part of what Compose compares.
  printf '%s\n' "/^ *- path: /{ $paths }" >"$work/paths" # not among the arguments: see rename_unseen
  sed -i -f "$work/paths" "$work/release/compose.release.yml"
}
