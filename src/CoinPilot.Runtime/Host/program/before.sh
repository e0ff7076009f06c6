# shellcheck shell=sh  # before: what the names of images meant before a switch, which is what a revert gives them back

# A release's own tags say what it was staged with. A boot refresh has since brought newer images, which may have changed
# their data so that the older ones can't read it: base/old/tags says what each name of both releases meant at the switch.

old_release_images() { # sets old_images: what the release that is replaced runs, SERVICE=REFERENCE…
  old_images=''
  case $old in none | foreign) return ;; esac
  get images "$base/releases/$old/release.conf"
  old_images=$got
}

keep_before() { # an image that is not what the old release was staged with has no name that stays: it gets one until this is over
  naming='' lacking=''
  : >"$base/old/kept"
  for pair in $old_images; do
    service=${pair%%=*} reference=${pair#*=}
    name_tag "$service" "$old"
    id_in "$meant" "$tag"
    staged_id=$found_id
    id_in "$meant" "$reference"
    case $found_id:$reference in
      -:*@sha256:*) lacking="$lacking $service ($reference)" ;;
      -:*) [ "$staged_id" != - ] || lacking="$lacking $service ($reference)" ;;
      "$staged_id":* | *@sha256:*) ;;
      *)
        name_tag "$service" before
        dk tag "$found_id" "$tag" &
        naming="$naming $!:$tag"
        ;;
    esac
  done
  for naming_job in $naming; do
    if wait "${naming_job%%:*}"; then
      echo "${naming_job#*:}" >>"$base/old/kept"
    else
      emit warning "no prune of images must run before this is confirmed: Docker refused the name ${naming_job#*:}"
    fi
  done
  [ -z "$lacking" ] || emit warning "images of $old are gone from this host, so a way back would be without them:$lacking"
}

meant_before() { # REFERENCE: sets found_id: the image that it meant at the switch, or -
  found_id=-
  [ ! -f "$base/old/tags" ] || while read -r noted_name noted_id; do
    [ "$noted_name" != "$1" ] || found_id=$noted_id
  done <"$base/old/tags"
}

forget_before() { # what keep_before named; what a container still uses stays
  [ -s "$base/old/kept" ] || return 0
  # shellcheck disable=SC2046 # tags are words
  dk rmi $(cat "$base/old/kept") >/dev/null 2>&1 || :
  rm -f "$base/old/kept"
}

names_as_before() { # RELEASE IMAGES: sets gone: the SERVICE=REFERENCE whose image is neither what its name meant nor what it was staged with
  gone='' naming='' was='' asked=''
  [ ! -f "$base/old/tags" ] || while read -r reference id; do
    case $id:$reference in -:* | *@sha256:*) ;; *) was="$was $reference $id" asked="$asked $reference $id" ;; esac
  done <"$base/old/tags"
  references_of "$2"
  name_tags "$2" "$1"
  # shellcheck disable=SC2086 # they are words
  look_up_images $references $tags $asked
  for pair in $2; do name_as_before "$pair" "$1"; done
  # shellcheck disable=SC2086 # they are words
  set -- $was
  while [ $# -gt 1 ]; do # a name that only the new release uses may be somebody else's too
    id_in "$image_list" "$2"
    if ! listed "$1" "$references" && [ "$found_id" != - ]; then give_name "$1" "$found_id" -; fi
    shift 2
  done
  for naming_job in $naming; do
    wait "${naming_job%%:*}" || case $naming_job in *:-) ;; *) gone="$gone ${naming_job#*:}" ;; esac
  done
}

name_as_before() { # SERVICE=REFERENCE RELEASE
  reference=${1#*=}
  case $reference in
    *@sha256:*)
      id_in "$image_list" "$reference"
      [ "$found_id" != - ] || gone="$gone $1"
      return
      ;;
  esac
  id_in "$was" "$reference"
  was_id=$found_id
  id_in "$image_list" "$was_id"
  if [ "$found_id" = - ]; then
    name_tag "${1%%=*}" "$2"
    id_in "$image_list" "$tag"
    [ "$was_id" = - ] || [ "$found_id" = - ] || say "the image that $reference meant before is gone from this host: it means again what $2 was staged with"
  fi
  if [ "$found_id" = - ]; then gone="$gone $1"; else give_name "$reference" "$found_id" "$1"; fi
}

give_name() { # REFERENCE ID SERVICE=REFERENCE, or - where nobody misses it
  wanted_id=$2
  id_in "$image_list" "$1"
  [ "$found_id" = "$wanted_id" ] || {
    dk tag "$wanted_id" "$1" &
    naming="$naming $!:$3"
  }
}

says_what_is_gone() { # fails when names_as_before could not give every service its image
  [ -n "$gone" ] || return 0
  if dk version -f '{{.Server.Version}}' >/dev/null 2>&1; then
    emit warning "images that $old had are gone from this host; what has their names now is used:$gone"
  else
    emit warning "Docker does not answer: the names of images could not be looked at"
  fi
  return 1
}
