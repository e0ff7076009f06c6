# shellcheck shell=sh  # switch: the way back is ready before anything is replaced

switch() {
  given release "$release" based_on "$based_on" confirm_within "$confirm_within"
  trap '' HUP PIPE
  need_host
  need_own_unit
  manifest=''
  if [ -n "$bytes" ] && [ -d "$base" ]; then
    manifest=$(mktemp "$base/.upload.XXXXXX")
    receive "$manifest"
  fi
  need_nothing_pending # said at once to whom loses the race, and again under the lock
  lock
  need_nothing_pending
  [ ! -s "$base/stage.tags" ] || repair_tags # what the names mean now is what a revert gives them back
  find_current
  old=$current_id
  [ "$old" = "$based_on" ] || fail 30 "the host runs $old, not $based_on: it changed since the plan" "see what it would change now: ./build.sh PlanDeployment, then ./build.sh DeployUnit"
  folder=$base/releases/$release
  [ -f "$folder/release.conf" ] || fail 2 "there is no release $release on this host" "./build.sh UploadUnit stages one"
  load_release "$folder/release.conf"
  need_env_file
  old_release_images
  name_tags "$old_images" "$old"
  old_tags=$tags
  name_tags "$r_images" "$release"
  references_of "$r_images $old_images"
  lost='' answers=$base/.answers # one switch at a time
  # shellcheck disable=SC2086 # they are words
  ask_images $tags $references $old_tags &
  asking=$!
  # shellcheck disable=SC2086 # names are words
  owners_of_others "$r_project" $r_containers >"$answers.owners" &
  owning=$!
  other_units >"$answers.units" &
  look_at_units
  wait "$!" "$owning" "$asking"
  meant=''
  while read -r reference id; do meant="$meant $reference $id"; done <"$answers"
  need_own_containers "$answers.owners"
  need_no_other_unit "$(cat "$answers.units")"
  rm -f "$answers" "$answers.owners" "$answers.units"
  for tag in $tags; do
    id_in "$meant" "$tag"
    [ "$found_id" != - ] || lost="$lost$tag "
  done
  [ -z "$lost" ] || fail 2 "images of the release $release are no longer on this host: $lost" "./build.sh DeployUnit stages them anew, under a new id; for an older release: ./build.sh Rollback --release $release"
  switched="from $old hold $hold commit ${r_commit:--}"
  record started "$switched"
  if [ -n "$manifest" ]; then
    sync "$manifest" # as it was uploaded, 600
    mv -fT "$manifest" "$folder/manifest.json"
    sync "$folder"
    manifest=''
  fi
  [ "$timer_is" = gone ] || stop_timer
  [ "$timer_is" = gone ] || systemctl stop "$app-revert.service" 2>/dev/null || :
  remember_old
  until=$(($(date +%s) + confirm_within))
  arm_timer "$confirm_within" & # beside what follows; where that fails, it finds nothing pending and tidies up
  arming=$!
  get unit "$base/unit-name" # for whoever asks without naming the unit
  [ "${got:-$app-compose.service}" = "$unit" ] || durable_conf "$base/unit-name" format 1 unit "$unit"
  lay_ready
  cmp -s "$program" "$base/host.sh" || durable "$program" "$base/host.sh" 700
  if ! cmp -s "$folder/guard.service" "$systemd_folder/$app-guard.service"; then
    durable "$folder/guard.service" "$systemd_folder/$app-guard.service" 644
  fi
  starts_at_boot "$app-guard.service" || systemctl enable -q --no-reload "$app-guard.service"
  if [ -f "$hold_ready" ]; then set -- "$hold_ready" "${hold_ready%/*}"; else set --; fi
  sync_units "$@"
  wait "$arming"
  write_pending
  durable "$folder/unit" "$systemd_folder/$unit" 644
  if [ "$hold" = yes ]; then set_dropin "$folder/hold.conf" "$hold_file"; else set_dropin '' "$hold_file"; fi
  set_dropin "$folder/transaction.conf" "$transaction_file"
  was_handed_over=no
  ! is_handed_over || was_handed_over=yes
  stop_recovery
  systemctl daemon-reload
  # What rested at the first look rests: whatever begins it after all finds the new release, and a start asks again.
  case $was_handed_over:$unit_was in no:active | no:inactive | no:failed) ;; *) cancel ;; esac
  if ! starts_at_boot "$unit"; then
    systemctl enable -q "$unit"
    sync_units
  fi
  for needed in "$unit" "$app-guard.service"; do
    starts_at_boot "$needed" || fail 1 "$needed could not be enabled: a reboot would leave the stack down" "systemctl enable $needed"
  done
  record 'done' "$switched"
  emit until "$until"
}

ask_images() { # REFERENCE…: into a file, beside other questions
  look_up_images "$@"
  printf %s "$image_list" >"$answers"
}

look_at_units() { # sets unit_was (what the unit does), timer_is (gone: neither it nor its service is there)
  unit_was='' timer_is=gone about=unit
  for line in $(systemctl show -p Id,LoadState,ActiveState "$unit" "$app-revert.timer" "$app-revert.service"); do
    case $about:$line in
      "unit:Id=$app-revert.timer") about=timer ;;
      unit:ActiveState=*) unit_was=${line#*=} ;;
      timer:LoadState=not-found | timer:ActiveState=inactive | *:Id=*) ;;
      timer:*) timer_is=there ;;
    esac
  done
}

arm_timer() { # SECONDS: the dead man's switch
  systemd-run --quiet --collect --unit="$app-revert" --on-active="$1s" --timer-property=AccuracySec=1s \
    -p Type=oneshot -p Restart=on-failure -p RestartSec=5s -p StartLimitIntervalSec=0 -p SuccessExitStatus=21 \
    /bin/sh "$base/host.sh" revert app="$app" unit="$unit" job=yes by=timer
}

write_pending() {
  get start_timeout "$base/releases/$old/release.conf" # of a stack that was not ours nobody knows how long it takes
  durable_conf "$pending" format 1 new "$release" old "$old" app "$app" unit "$unit" project "$r_project" phase switched until "$until" \
    old_hold "$old_hold" new_hold "$hold" old_enabled "$old_enabled" old_active "$old_active" new_confirmed "$new_confirmed" \
    old_images "$old_images" new_images "$r_images" new_built "$r_built" start_timeout "$r_start_timeout" \
    old_start_timeout "${got:-900}" \
    by "$by" from "$from" program "$base/host.sh"
}

remember_old() { # base/old: all that a revert needs
  rm -rf "$base/old"
  mkdir -m 700 "$base/old"
  old_enabled=no old_hold=no new_confirmed=no
  ! starts_at_boot "$unit" || old_enabled=yes
  old_active=$unit_was
  [ ! -f "$hold_file" ] || old_hold=yes
  [ ! -f "$folder/confirmed" ] || new_confirmed=yes
  if [ -e "$systemd_folder/$unit" ] || [ -L "$systemd_folder/$unit" ]; then cp -a "$systemd_folder/$unit" "$base/old/unit"; fi
  case $old in
    none | foreign) remember_stack ;;
    *)
      set --
      for file in hold.conf transaction.conf; do
        [ ! -f "$base/releases/$old/$file" ] || set -- "$@" "$base/releases/$old/$file"
      done
      [ $# = 0 ] || cp "$@" "$base/old"
      keep_before
      ;;
  esac
  for reference in $references; do
    id_in "$meant" "$reference"
    echo "$reference $found_id"
  done >"$base/old/tags"
  echo "$old" >"$base/old/release"
  sync -f "$base/old"
}

remember_stack() { # a stack that we did not start: its containers, their images under a tag of ours, and how it was started
  # A docker that does not say what runs would make the way back take down what it found: then nothing is switched.
  ids=$(containers_of "$r_project") || not_told
  : >"$base/old/containers"
  if [ -n "$ids" ]; then
    # shellcheck disable=SC2086 # ids are words
    set -- $ids
    need_own_labels "$@"
    dk inspect -f '{{$l := .Config.Labels}}{{if ne (index $l "com.docker.compose.oneoff") "True"}}{{printf "%q" (index $l "com.docker.compose.service")}} {{.State.Running}} {{.Image}} {{.Config.Image}}{{end}}' "$@" >"$base/old/seen" || not_told
    sed '/^$/d' "$base/old/seen" | plain_labels | sed -n '/^[A-Za-z0-9]/p' >"$base/old/containers" # without those of `docker compose run`
  fi
  if [ ! -s "$base/old/containers" ]; then
    : >"$base/old/nothing-ran"
    return
  fi
  how=''
  for key in working_dir config_files environment_file; do
    how="$how$key={{printf \"%q\" (index .Config.Labels \"com.docker.compose.project.$key\")}}$newline"
  done
  dk inspect -f "$how" "$1" >"$base/old/seen" || not_told
  sed -n "s/^\([a-z_]*\)=\"\([^\"\\\\]*\)\"\$/\1='\2'/p" "$base/old/seen" >"$base/old/stack"
  while read -r service _ id _; do
    name_tag "$service" foreign
    dk tag "$id" "$tag" || fail 1 "the image that $service runs could not be kept for the way back ($id)" "docker image inspect $id"
  done <"$base/old/containers"
}

# An image may bring Compose's labels along: a container of it, whoever runs it, would say which files the way back runs.
# Of its own, Compose gives an image that it builds three.
need_own_labels() { # CONTAINER…
  images_of=$(dk inspect -f '{{.Image}}' "$@") || not_told
  # shellcheck disable=SC2086 # ids are words
  brought=$(dk image inspect -f '{{$id := .Id}}{{range $key, $value := .Config.Labels}}{{printf "%q" $key}} {{$id}}{{"\n"}}{{end}}' -- $images_of 2>/dev/null |
    sed -n '/^"com\.docker\.compose\.\(project\|service\|version\)" /d; s/^"com\.docker\.compose\..*" \(sha256:[0-9a-f]*\)$/\1/p' | sed q)
  [ -z "$brought" ] || fail 2 "a container of the project $r_project is of an image that brings labels of Compose along, which say what the way back would run: $brought" \
    "see whose it is: docker ps -a --filter ancestor=$brought; remove it, or run it with --label com.docker.compose.project="
}

not_told() { fail 1 "Docker did not say what runs in the project $r_project" "docker ps -a; $again"; }
