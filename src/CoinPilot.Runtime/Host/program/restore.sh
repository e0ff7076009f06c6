# shellcheck shell=sh  # restore: images of an older release that are gone

# Gives an older release its images back, under its own tags only: by id where the image is still here, by digest from
# its registry, and what is built here from the release's own files (a checkout is none). Nothing that runs, and no other name, is touched.

restore() {
  trap 'why=$gone; exit 1' HUP INT TERM PIPE
  given release "$release"
  need_host
  folder=$base/releases/$release
  [ -f "$folder/release.conf" ] || fail 2 "there is no release $release on this host" "$look"
  load_release "$folder/release.conf"
  need_env_file
  stage_lock -w 60 || fail 30 "a release of $app is being staged on this host" "wait for it to end, then run the command again"
  record started
  make_work
  builds='' lost='' restored=''
  for pair in $r_images; do
    name_tag "${pair%%=*}" "$release"
    [ "$(image_id "$tag")" != - ] || restore_image "${pair%%=*}" "${pair#*=}"
  done
  [ -z "$lost" ] || not_restored "images of the release $release are gone and can't be had again:$lost" \
    "bring the registry back, load the image (docker load), or choose another release"
  if [ -n "$builds" ]; then
    say "building$builds again from the release's own files: the same sources, but not surely the same image"
    # shellcheck disable=SC2086 # services are words
    (compose "$r_build_timeout" "$r_compose_files:$r_build_file" build -- $builds) >"$work/log" 2>&1 ||
      not_restored "the images of$builds are gone from this host, and building them again from the release's own files fails: $(tail -n 6 "$work/log" | masked "$r_env_file" | tr '\n\t' '  ')" \
        "choose another release"
  fi
  look_at_images
  report_images
  record 'done'
}

not_restored() { # ERROR FIX: and everything is as it was
  # shellcheck disable=SC2086 # tags are words
  [ -z "$restored" ] || dk rmi $restored >/dev/null 2>&1 || :
  fail 2 "$@"
}

restore_image() { # SERVICE REFERENCE
  was=$(printf '%s\n' "$wanted" | SERVICE=$1 awk '$1 == ENVIRON["SERVICE"] { print $2, $3; exit }')
  id=${was% *} digest=${was#* }
  if [ "${id:--}" != - ] && dk tag "$id" "$tag" 2>/dev/null; then
    say "the image of $1 had lost its name: it is named again"
    restored="$restored $tag"
  elif [ "${digest:--}" != - ]; then
    say "the image of $1 is gone from this host: pulling $digest"
    if timeout -k 10 "$r_pull_timeout" docker pull -q -- "$digest" >"$work/log" 2>&1; then
      dk tag "$digest" "$tag"
      restored="$restored $tag $digest"
    else
      lost="$lost $2 ($(tail -n 1 "$work/log" | tr '\t' ' '))"
    fi
  elif listed "$1" "$r_built" && [ -f "$folder/checkout" ]; then
    lost="$lost $2 (it was built from a checkout, which is not kept as it was)"
  elif listed "$1" "$r_built"; then
    builds="$builds $1"
  else
    lost="$lost $2 (it came from no registry)"
  fi
}
