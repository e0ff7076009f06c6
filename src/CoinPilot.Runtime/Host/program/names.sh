# shellcheck shell=sh  # names of images that a pull has moved: each goes back to what it has to mean now

# A pull moves a name that something else may be started from. base/stage.tags says, as long as a stage pulls, what each
# name meant, which release was current (- where a switch was pending, so that the names were about to change) and the
# project. The rule:
#   - a stage that lives puts a name back only if it still means what its own pull gave it;
#   - it goes back to what it meant, unless another release has become current: then to what that one has it mean;
#   - a name stays if a running container of the project was made from it as it is: a boot refresh, or somebody, meant it.
#     Not where a stage that lives was overtaken by a switch: what runs by then may be what is about to be replaced.

note_names() { # of image_list
  find_current
  [ ! -f "$pending" ] || current_id=-
  printf %s "$image_list" | while read -r named_image; do echo "$named_image $current_id $r_project"; done | durable - "$base/stage.tags"
}

look_up_note() { # REFERENCE: sets was, began_at, project_then
  was=- began_at='' project_then=''
  while read -r name id release_then its_project; do
    [ "$name" != "$1" ] || was=$id began_at=$release_then project_then=$its_project
  done <"$base/stage.tags"
}

name_after_pull() { # REFERENCE PULLED, whose note was looked up
  case $1 in *@sha256:*) return ;; esac
  now=$(image_id "$1")
  [ "$now" = "$2" ] || return 0
  look_for_right "$1"
  if [ "$right" = - ] || [ "$right" = "$now" ]; then return 0; fi
  if [ "$overtaken" = no ]; then
    look_at_running
    ! is_run "$1" "$now" || return 0
  fi
  dk tag "$right" "$1"
}

repair_tags() { # for observe and switch: only when no stage is running
  [ -s "$base/stage.tags" ] || return 0
  look_at_docker
  if [ -n "$docker_facts" ] && stage_lock -n; then repair_tags_now || :; fi
}

repair_tags_now() { # what a stage that died left; fails, to be tried again, when docker does not say what runs
  [ -f "$base/stage.tags" ] || return 0
  while read -r reference was began_at project_then; do
    case $reference in *@sha256:*) continue ;; esac
    now=$(image_id "$reference")
    look_for_right "$reference"
    if [ "$right" = - ] || [ "$right" = "$now" ]; then continue; fi
    look_at_running || return
    if is_run "$reference" "$now"; then continue; fi
    say "put the name $reference back to the image that it had before a stage that died"
    dk tag "$right" "$reference" || :
  done <"$base/stage.tags"
  remove "$base/stage.tags"
}

look_for_right() { # REFERENCE: sets right: the image that it has to mean, or -; overtaken: whether another release is current than was then
  right=$was overtaken=no
  find_current
  if [ -z "$began_at" ] || [ "$began_at" = "$current_id" ]; then return 0; fi
  overtaken=yes
  look_for_current "$1"
  [ "$found_id" = - ] || right=$found_id
}

look_for_current() { # REFERENCE: sets found_id: what the current release has it mean, or -
  found_id=- about=''
  [ ! -f "$base/old/release" ] || read -r about <"$base/old/release"
  if [ "$about" = "$current_id" ]; then # it is back after a revert, with the images that it had at the switch
    meant_before "$1"
    [ "$found_id" = - ] || found_id=$(image_id "$found_id")
    [ "$found_id" = - ] || return 0
  fi
  get images "$base/releases/$current_id/release.conf"
  for pair in $got; do
    [ "${pair#*=}" = "$1" ] || continue
    name_tag "${pair%%=*}" "$current_id"
    found_id=$(image_id "$tag")
  done
}

look_at_running() { # sets running: NAME ID, of the images that the running containers were made from
  ids=$(ps_of "${project_then:-${project:-$app}}" -q) || return
  running=''
  # shellcheck disable=SC2086 # ids are words
  [ -z "$ids" ] || running=$(dk inspect -f '{{.Config.Image}} {{.Image}}' $ids) || return
}

is_run() { case $newline$running$newline in *"$newline$1 $2$newline"*) ;; *) return 1 ;; esac; } # NAME ID
