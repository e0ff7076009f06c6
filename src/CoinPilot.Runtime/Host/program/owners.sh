# shellcheck shell=sh  # names and volumes that belong to others

# A name is had once: what this connection has just seen among the project's containers is nobody else's.
keep_own() { # PROJECT, and its containers as container_facts prints them on standard input
  # shellcheck disable=SC2046 # names are words
  set -- "$1" $(sed -n "s/^container$tab{\"id\":\"[^\"]*\",\"name\":\"\([^\"]*\)\".*/\1/p")
  look_at_clock
  echo "$clock $*" >"$session/own"
}

owners_of_others() { # PROJECT CONTAINER…: as owners_of, of those that were not seen to be the project's
  seen_at=0 seen_of='' seen_names=''
  [ ! -f "${session:-/none}/own" ] || read -r seen_at seen_of seen_names <"$session/own"
  if [ "$seen_of" != "$1" ] || ! is_fresh "$seen_at" 10; then seen_names=''; fi
  shift
  others=''
  for name in "$@"; do listed "$name" "$seen_names" || others="$others $name"; done
  # shellcheck disable=SC2086 # names are words
  owners_of $others
}

need_own_containers() { # FILE with what owners_of says of the release's containers
  while IFS='=' read -r name owner; do
    [ -n "$name" ] || continue # of one that is missing, docker prints an empty line
    [ "$owner" = "$r_project" ] || fail 2 "the container $name belongs to ${owner:+the Compose project }${owner:-no Compose project}, not to $r_project" \
      "stop it and remove it (docker rm -f $name), or deploy with --app ${owner:-another name}"
  done <"$1"
}

volume_owners() { # VOLUME…: NAME=PROJECT (none: NAME=) of those that there are
  [ $# = 0 ] || dk volume inspect -f '{{.Name}}={{index .Labels "com.docker.compose.project"}}' -- "$@" 2>/dev/null || :
}

need_own_volumes() { # FACTS: another project's data is not taken, and a stack that had another name does not get empty volumes
  new_volumes='' names_of_volumes=''
  while read -r kind key name kept; do
    [ "$kind $kept" != 'volume own' ] || names_of_volumes="$names_of_volumes $name"
  done <"$1"
  # shellcheck disable=SC2086 # names are words
  owners=$(volume_owners $names_of_volumes)
  while read -r kind key name kept; do
    [ "$kind $kept" = 'volume own' ] || continue
    case "$newline$owners$newline" in
      *"$newline$name=$r_project$newline"*) ;;
      *"$newline$name=$newline"*) emit warning "the volume $name was not made by Compose; it is used as it is" ;;
      *"$newline$name="*)
        owner=$newline$owners owner=${owner#*"$newline$name="} owner=${owner%%"$newline"*}
        fail 2 "the volume $name belongs to the Compose project $owner, not to $r_project" \
          "deploy with --app $owner; or, if both are to use it, declare it external: true in the Compose file"
        ;;
      *) new_volumes="$new_volumes $key=$name" ;;
    esac
  done <"$1"
  find_current
  case "$current_id${new_volumes:+ new}" in 'none new' | 'foreign new') need_no_older_volumes "$1" ;; esac
}

need_no_older_volumes() { # FACTS: before the first release a project of another name may be this very stack
  dk volume ls --filter label=com.docker.compose.volume \
    --format '{{printf "%q %q" (.Label "com.docker.compose.project") (.Label "com.docker.compose.volume")}} {{.Name}}' | plain_labels >"$work/volumes"
  services_of "$r_images"
  ours=" $(sed -n 's/^image \([^ ]*\) .*/\1/p' "$1" | tr '\n' ' ')$services_there"
  while read -r other key name; do
    if [ "$other" = "$r_project" ] || [ -d "/var/lib/coinpilot/$other" ]; then continue; fi
    for new_volume in $new_volumes; do
      [ "${new_volume%%=*}" = "$key" ] || continue
      for service in $(ps_of "$other" -a --format '{{printf "%q" (.Label "com.docker.compose.service")}}' | plain_labels); do
        listed "$service" "$ours" || continue 2 # another stack, whose volume happens to have the same name
      done
      fail 2 "this stack seems to have run as the project $other: $name holds its data, and as $r_project it would get the new, empty volume ${new_volume#*=}" \
        "deploy with --app $other; or copy the data (runbook, section 8); or, to begin empty: docker volume create --label com.docker.compose.project=$r_project --label com.docker.compose.volume=$key ${new_volume#*=}"
    done
  done <"$work/volumes"
}

owned_by='{{slice .Name 1}}={{with .Config.Labels}}{{if index . "com.docker.compose.config-hash"}}{{index . "com.docker.compose.project"}}{{end}}{{end}}' # see ps_of
owners_of() { # CONTAINER…: NAME=PROJECT (none: NAME=) of those that there are
  [ $# = 0 ] || dk inspect --type container -f "$owned_by" -- "$@" 2>/dev/null || :
}
