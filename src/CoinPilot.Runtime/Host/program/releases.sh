# shellcheck shell=sh  # releases: the one that the installed unit names, what its release.conf says, and the names of its images

unit_says() { # App|Release [FILE]: sets said to the installed unit's own key, to nothing when it isn't there
  said='' unit_file=${2:-"$systemd_folder/$unit"}
  [ ! -f "$unit_file" ] || while IFS= read -r unit_line || [ -n "$unit_line" ]; do
    case $unit_line in "X-CoinPilot-$1="*) said=${unit_line#*=} ;; esac
  done <"$unit_file"
}

find_current() { # sets current_id: the release that the installed unit names; foreign: a unit that is not ours
  if [ -f "$systemd_folder/$unit" ]; then
    unit_says Release
    current_id=${said:-foreign}
  else
    find_packaged_unit
    if [ -L "$systemd_folder/$unit" ] || [ -n "$packaged_unit" ]; then current_id=foreign; else current_id=none; fi
  fi
}

find_packaged_unit() { # sets packaged_unit
  packaged_unit=''
  for unit_file in /usr/local/lib /usr/lib /lib; do
    if [ -z "$packaged_unit" ] && [ -e "$unit_file/systemd/system/$unit" ]; then packaged_unit=$unit_file/systemd/system/$unit; fi
  done
}

load_release() { # FILE: a release.conf into r_*
  r_project='' r_compose_files='' r_build_file='' r_env_file='' r_images='' r_built='' r_never_pull='' r_pull_timeout=''
  r_build_timeout='' r_start_timeout='' r_containers='' r_commit=''
  r_project_directory='' # only where Compose files name others: a tree in the release
  [ -f "$1" ] || return 0
  while IFS= read -r line || [ -n "$line" ]; do
    given_value=${line#*=\'} given_value=${given_value%\'}
    case $line in
      project=*) r_project=$given_value ;;
      project_directory=*) r_project_directory=$given_value ;;
      compose_files=*) r_compose_files=$given_value ;;
      build_file=*) r_build_file=$given_value ;;
      env_file=*) r_env_file=$given_value ;;
      images=*) r_images=$given_value ;;
      built=*) r_built=$given_value ;;
      never_pull=*) r_never_pull=$given_value ;;
      pull_timeout=*) r_pull_timeout=$given_value ;;
      build_timeout=*) r_build_timeout=$given_value ;;
      start_timeout=*) r_start_timeout=$given_value ;;
      containers=*) r_containers=$given_value ;;
      commit=*) r_commit=$given_value ;;
    esac
  done <"$1"
}

services_of() { # SERVICE=REFERENCE…: sets services_there
  services_there=''
  for service_image in $1; do services_there="$services_there${service_image%%=*} "; done
}

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
