# shellcheck shell=sh  # the names that Compose runs, put to a release's images

retag() { # RELEASE IMAGES: the names that Compose runs become this release's images
  begin_retag "$@"
  end_retag
}

begin_retag() {
  retag_now "$@" &
  tagger=$!
}

end_retag() { wait "$tagger"; }

retag_now() { # one question for all of them: most mean the right image already
  tagging='' names_meant='' gone=no
  for pair in $2; do
    case $pair in *@sha256:*) continue ;; esac
    name_tag "${pair%%=*}" "$1"
    names_meant="$names_meant ${pair#*=} $tag"
  done
  # shellcheck disable=SC2086 # they are words
  look_up_images $names_meant
  # shellcheck disable=SC2086
  set -- $names_meant
  while [ $# -gt 0 ]; do
    id_in "$image_list" "$2"
    wanted_id=$found_id
    id_in "$image_list" "$1"
    if [ "$wanted_id" = - ] || [ "$wanted_id" != "$found_id" ]; then
      dk tag "$2" "$1" &
      tagging="$tagging $!"
    fi
    shift 2
  done
  for tagger in $tagging; do wait "$tagger" || gone=yes; done
  [ "$gone" = no ]
}
