# shellcheck shell=sh  # docker, always bounded

docker_bound=60
dk() { timeout -k 5 "$docker_bound" docker "$@" 9>&-; }
image_id() { found_id=$(dk image inspect -f '{{.Id}}' -- "$1" 2>/dev/null) || found_id=-; echo "$found_id"; }
look_up_images() { # REFERENCE…: sets image_list: a line for each, with its image's id, or - where there is none
  image_list=''
  [ $# -gt 0 ] || return 0
  if image_list=$(dk image inspect -f '{{.Id}}' -- "$@" 2>/dev/null); then
    ids_in_order=$image_list image_list=''
    for id_of_next in $ids_in_order; do
      [ $# -gt 0 ] || break # what is no docker may say anything
      image_list="$image_list$1 $id_of_next$newline"
      shift
    done
  else
    # One that is missing leaves the others without their places: each by itself, and all at once.
    image_list=$(
      for reference in "$@"; do echo "$reference $(image_id "$reference")" & done
      wait
    )$newline
  fi
}
emit_images() { # FACT: of what look_up_images has found
  # shellcheck disable=SC2086 # its lines are two words each
  set -- "$1" $image_list
  fact=$1
  shift
  while [ $# -gt 1 ]; do
    emit "$fact" "$1 $2"
    shift 2
  done
}
id_in() { # image_list of look_up_images, REFERENCE: sets found_id: its id, or -
  found_id=- looked_for=$2
  # shellcheck disable=SC2086 # its lines are two words each
  set -- $1
  while [ $# -gt 1 ]; do
    [ "$1" != "$looked_for" ] || found_id=$2
    shift 2
  done
}
stop() { # CONTAINER GRACE: for as long as its own stop_grace_period says, and then docker kills it
  [ "$2" -ge 0 ] || set -- "$1" 3600 # it is never killed
  timeout -k 5 $(($2 + 30)) docker stop "$1" >/dev/null 9>&-
}

longest_grace() { # PROJECT: sets grace: of its containers
  ids=$(containers_of "$1") grace=10
  # shellcheck disable=SC2086 # ids are words
  [ -z "$ids" ] || grace=$(dk inspect -f "$grace_of" $ids | sort -n | tail -n 1) || grace=10
  [ "${grace:-10}" -ge 0 ] || grace=3600
}
# A signal that ends nothing by itself is no stop.
stop_or_not='{{$signal := .Actor.Attributes.signal}}{{if and (eq .Action "kill") (or (eq $signal "1") (eq $signal "10") (eq $signal "12") (eq $signal "28"))}}signal{{else}}{{.Action}}{{end}} {{.Actor.ID}}'
grace_of='{{with .Config.StopTimeout}}{{.}}{{else}}10{{end}}'

# What Docker was asked to stop it stops, also when whoever asked is gone: a Compose that was ended in the middle of an `up`.
# As long as that takes, the next `up` takes it for running, and nobody starts it again. So it is waited for.
finish_stops() { # PROJECT
  longest_grace "$1"
  now=$(date +%s.%N)
  stopping=''
  # Docker writes a container's labels, which come with its image, over what it says of an event. So nothing of that is
  # printed, and where a label is named like the signal, each is taken for a stop: a start follows.
  unsure=$(ps_of "$1" -aq --no-trunc --filter label=signal | tr '\n' ' ')
  for id in $(dk events --since $((${now%.*} - grace - 60)) --until "$now" --filter type=container --filter event=kill --filter event=die --filter event=start \
    --filter "label=com.docker.compose.project=$1" --filter label=com.docker.compose.config-hash --format "$stop_or_not" 2>/dev/null |
    unsure=$unsure awk '$1 == "signal" && !index(ENVIRON["unsure"], $2) { next } { last[$2] = $1 } END { for (id in last) if (last[id] ~ /^(kill|signal)$/) print id }'); do
    seconds=$(dk inspect -f "{{if .State.Running}}$grace_of{{end}}" "$id" 2>/dev/null) || continue
    [ -n "$seconds" ] || continue
    say "waiting until Docker has stopped what it was asked to stop ($(dk inspect -f '{{slice .Name 1}}' "$id" || :))"
    stop "$id" "$seconds" &
    stopping="$stopping $!"
  done
  for stopper in $stopping; do wait "$stopper" || :; done
}

# What bears a project's labels, as an image hands them down to whatever is run of it, need not be of the project: Compose lists,
# stops and removes only what bears a hash too.
ps_of() { # PROJECT, options of `docker ps`
  compose_project=$1
  shift
  dk ps "$@" --filter "label=com.docker.compose.project=$compose_project" --filter label=com.docker.compose.config-hash
}
containers_of() { ps_of "$1" -aq --no-trunc; }

container_facts() { # PROJECT [MORE]: a line of JSON for each of its containers, and what a template adds
  ids=$(containers_of "$1") || return
  label='index .Config.Labels "com.docker.compose'
  identity='"id":{{json .ID}},"name":{{json (slice .Name 1)}},"service":{{json ('$label'.service")}},"project":{{json ('$label'.project")}}'
  made='"image":{{json .Image}},"reference":{{json .Config.Image}},"configHash":{{json ('$label'.config-hash")}},"oneoff":{{json ('$label'.oneoff")}}'
  state='"status":{{json .State.Status}},"exitCode":{{.State.ExitCode}},"error":{{json .State.Error}},"startedAt":{{json .State.StartedAt}}'
  restarts='"restartCount":{{.RestartCount}},"restartPolicy":{{json .HostConfig.RestartPolicy.Name}},"networkMode":{{json .HostConfig.NetworkMode}}'
  ports='"ports":{{json .NetworkSettings.Ports}}'
  health='"health":{{if .State.Health}}{{json .State.Health.Status}}{{else}}""{{end}}'
  grace='"stopTimeout":{{json .Config.StopTimeout}}'
  # shellcheck disable=SC2086 # ids are words
  [ -z "$ids" ] || dk inspect -f "container$tab{$identity,$made,$state,$restarts,$ports,$grace,$health}${2:-}" $ids 2>/dev/null | errors_masked || :
}
