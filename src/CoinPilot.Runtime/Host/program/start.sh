# shellcheck shell=sh  # start: what was switched to, as a unit of its own that outlives the client

start() {
  need_root
  given release "$release"
  [ -f "$base/releases/$release/release.conf" ] || fail 2 "there is no release $release on this host" "./build.sh UploadUnit stages one"
  [ "$job" = yes ] || detached "$app-start" "$base/releases/$release/start.out" start app="$app" unit="$unit" release="$release"
  lock
  need_same_unit
  still_current
  load_release "$base/releases/$release/release.conf"
  record started
  handed_over=no
  ! is_handed_over || handed_over=yes
  stop_recovery
  begin_retag "$release" "$r_images"
  prepare_unit $((r_start_timeout + 30))
  # What Docker did not answer is asked again: by now it does.
  end_retag || retag "$release" "$r_images" || fail 1 "an image of the release $release is gone from this host" "$undo; then ./build.sh DeployUnit"
  if [ -f "$pending" ]; then
    look_at_old_services
    services_of "$r_images"
    retire stop "$services_there" "$old_services"
  fi
  since=$(date +%s) code=0
  run_unit $((r_start_timeout + 30)) || code=$?
  # Only a start that ended well may be confirmed: after a failed one the old containers may still be up.
  [ "$code" != 0 ] || [ ! -f "$pending" ] || note_started
  record 'done' "exit $code"
  [ "$code" = 0 ] || [ "$handed_over" = no ] || [ -f "$pending" ] || hand_over "$release" || :
  [ "$code" = 0 ] || journalctl -q -u "$unit" --since "@$since" -n 40 -o cat --no-pager 2>/dev/null | masked "$r_env_file" | emit_text output
  emit start-exit "$code"
}

note_started() {
  begin_part "$pending"
  sed "s/^phase=.*/phase='started'/" "$pending" >"$part"
  end_part "$pending"
}

still_current() {
  if [ -f "$pending" ]; then
    get new "$pending"
  else
    find_current
    got=$current_id
  fi
  [ "$got" = "$release" ] || fail 30 "this host is at $got, not at $release: it was reverted, or another deployment ran" "$look"
}

look_at_old_services() { # sets old_services: of the release that the pending switch replaces, or of the stack that was there
  get old_images "$pending"
  services_of "$got"
  old_services=$services_there
  [ ! -f "$base/old/containers" ] || while read -r service _; do old_services="$old_services$service "; done <"$base/old/containers"
}

retire_new() { # KEEP, as services_of takes them: removes the containers of the release that did not stay
  services_of "$1"
  kept_services=$services_there
  get new_images "$pending"
  services_of "$got"
  retire remove "$kept_services" "$services_there"
}

retire() { # stop|remove KEEP SERVICES: containers of services that are no longer there would keep ports and names
  for service in $3; do
    ! listed "$service" "$2" || continue
    for id in $(ps_of "$r_project" -aq --filter "label=com.docker.compose.service=$service" --filter label=com.docker.compose.oneoff=False); do
      name=$(dk inspect -f "{{slice .Name 1}} $grace_of" "$id") || continue
      grace=${name#* } name=${name%% *}
      say "$service is not in this release: stopping its container $name"
      stop "$id" "$grace" || say "could not stop $name"
      # Only stopped, it can come back as it is; but a new service may want its name.
      if [ "$1" = remove ] || listed "$name" "${r_containers:-}"; then dk rm -f "$id" >/dev/null || say "could not remove $name"; fi
    done
  done
}
