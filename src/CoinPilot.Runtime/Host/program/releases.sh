# shellcheck shell=sh  # releases: the one that the installed unit names, what its release.conf says, the names of its images

unit_says() { # App|Release [FILE]: sets said to the installed unit's own key, to nothing when it isn't there
  said='' unit_file=${2:-"$systemd_folder/$unit"}
  [ ! -f "$unit_file" ] || while IFS= read -r unit_line || [ -n "$unit_line" ]; do
    case $unit_line in "X-CoinPilot-$1="*) said=${unit_line#*=} ;; esac
  done <"$unit_file"
}

find_current() { # sets current_id: the release that the installed unit names; foreign: a unit that is not ours
  if [ -f "$systemd_folder/$unit" ]; then
    unit_says Release
    case $said in *[!A-Za-z0-9-]* | '') current_id=foreign ;; *) current_id=$said ;; esac
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

other_units() { # prints the names of further units of this app: each would start the same project
  (set +f && grep -ls "^X-CoinPilot-App=$app\$" "$systemd_folder"/*.service) | while read -r other_unit; do
    # An alias of ours is ours.
    if [ -L "$other_unit" ] && [ "$(readlink -f "$other_unit")" = "$systemd_folder/$unit" ]; then continue; fi
    case ${other_unit##*/} in "$unit" | "$app-guard.service") ;; *) printf '%s\n' "${other_unit##*/}" ;; esac
  done
}

load_release() { # FILE: a release.conf into r_*
  r_project='' r_compose_files='' r_build_file='' r_env_file='' r_images='' r_built='' r_never_pull='' r_pull_timeout=''
  r_build_timeout='' r_start_timeout='' r_containers='' r_commit=''
  r_env_files='' r_secret_files='' # services' own, patterns of paths
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
      env_files=*) r_env_files=$given_value ;;
      secret_files=*) r_secret_files=$given_value ;;
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

references_of() { # SERVICE=REFERENCE…: sets references, each once
  references=''
  for service_image in $1; do
    listed "${service_image#*=}" "$references" || references="$references${references:+ }${service_image#*=}"
  done
}

name_tag() { # SERVICE RELEASE: sets tag, as ImageName does
  case $1 in
    *[!a-z0-9._-]* | [._-]* | *[._-] | *.[._-]* | *_[.-]* | *-[._]* | *___*) ;;
    *)
      tag=coinpilot/$app/$1:$2
      return
      ;;
  esac
  if [ -f "$base/releases/$2/release.conf" ] && ! grep -q "^tags='exact'" "$base/releases/$2/release.conf"; then
    tag=coinpilot/$app/$(printf %s "$1" | tr '[:upper:]' '[:lower:]'):$2 # as it was made
    return
  fi
  tag=x letters=$1
  while [ -n "$letters" ]; do
    letter=${letters%"${letters#?}"} letters=${letters#?}
    case $letter in [!a-z0-9]) letter=-$(printf %02x "'$letter") ;; esac
    tag=$tag$letter
  done
  tag=coinpilot/$app.x/$tag:$2
}

own_tags() { # [RELEASE]: prints the tags of this app's images, or of one release's
  dk image ls --filter "reference=coinpilot/$app/*${1:+:$1}" --filter "reference=coinpilot/$app.x/*${1:+:$1}" --format '{{.Repository}}:{{.Tag}}'
}
name_tags() { # SERVICE=REFERENCE… RELEASE: sets tags, in their order
  tags=''
  for service_image in $1; do
    name_tag "${service_image%%=*}" "$2"
    tags="$tags${tags:+ }$tag"
  done
}
