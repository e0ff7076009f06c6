# shellcheck shell=sh  # logs: what the services wrote, or are writing

logs() { # log-now EPOCH, then `line SERVICE TIME TEXT`: container by container, or with follow=yes as they come
  need_root
  emit log-now "$(date +%s)"
  if [ "$follow" = yes ]; then
    follow_logs
    return
  fi
  exec 6>&1 # past the sed, which may be gone
  containers_to_read -a | while read -r id name; do
    # shellcheck disable=SC2086 # options are words
    {
      echo "$name"
      timeout -k 5 300 docker logs --timestamps ${since:+--since "$since"} ${tail:+--tail "$tail"} "$id" 2>&1 6>&- 9>&- || emit line "$name - [not all of it could be read]" >&6
    } | read_lines "$named_lines"
  done
}

# A line may never end, and sed holds all of one: rather than take the memory of the host it ends.
read_lines() (
  # shellcheck disable=SC3045 # dash, bash and busybox have it; a shell without it goes on
  ulimit -v 131072 2>/dev/null || :
  exec sed "$@" 2>/dev/null
)

# The first line is the name that goes before all others.
named_lines="1 { h; d; }; G; s/\(.*\)\n\(.*\)/line$tab\2 \1/"

containers_to_read() { # ps' option: id and name of the containers of the services wanted, or of all
  service='{{printf "%q" (.Label "com.docker.compose.service")}}' number='{{printf "%q" (.Label "com.docker.compose.container-number")}}'
  ps_of "${project:-$app}" "$@" --no-trunc --filter label=com.docker.compose.oneoff=False \
    --format "{{.ID}} $service $number" | plain_labels | sort -k 2,2 -k 3,3n |
    while read -r id service number; do
      [ -z "$services" ] || listed "$service" "$services" || continue
      case $number in '' | 1) echo "$id $service" ;; *) echo "$id $service-$number" ;; esac
    done
}

follow_logs() { # until the client goes: it then ends at a beat. A container that is made or started anew is followed too
  trap 'exit 1' HUP INT TERM PIPE
  make_work
  followed='' readers=''
  while :; do
    emit beat "$(date +%s)"
    containers_to_read >"$work/now"
    still=''
    for pair in $followed; do
      if kill -0 "${pair#*:}" 2>/dev/null; then still="$still $pair"; fi
    done
    followed=$still
    while read -r id name; do
      case "$followed " in *" $id:"*) continue ;; esac
      rm -f "$work/$id"
      mkfifo "$work/$id"
      echo "$name" >"$work/$id.name"
      docker logs --follow --timestamps --since "${since:-$(date +%s)}" "$id" >"$work/$id" 2>&1 9>&- &
      followed="$followed $id:$!"
      # Several write to one pipe: up to 4096 bytes they don't get into each other.
      read_lines -u "s/^\(.\{3900\}\).*/\1 [cut]/; $named_lines" "$work/$id.name" "$work/$id" &
      readers="$readers $!"
    done <"$work/now"
    # What is written while a container is looked for again is read then; the client leaves out what it has.
    since=$(($(date +%s) - 3))
    sleep "$interval"
  done
}

logs_ended() {
  [ -n "${followed:-}${readers:-}" ] || return 0
  for pair in $followed; do kill "${pair#*:}" 2>/dev/null || :; done
  for reader in $readers; do kill "$reader" 2>/dev/null || :; done
}
