# shellcheck shell=sh  # sweep: containers that an interrupted recreation or removal left half made

# What an interrupted recreation or removal leaves makes the next `up` fail: a container that Docker was removing is dead,
# and never starts again; one that was made to take another's place stands beside it, or under a name of its own: twelve
# digits of an id before the name. A name that only looks so (my_database_db) is its owner's.
six_digits='[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]'
sweep_half_made() { # PROJECT
  look_for_half_made "$1"
  clear_half_made "$1"
}

look_for_half_made() { # PROJECT: sets half_made; fails when Docker does not answer
  half_made=$(ps_of "$1" -a --filter status=created --filter status=dead --filter status=removing \
    --format '{{.ID}} {{.State}} {{.Names}} {{printf "%q" (.Label "com.docker.compose.service")}} {{printf "%q" (.Label "com.docker.compose.container-number")}}') || return
  [ -z "$half_made" ] || half_made=$(printf '%s\n' "$half_made" | plain_labels)
}

docker_patience=60
# The same for start and revert: Docker may be away for a moment, restarted by a package or by systemd after it failed.
sweep_patiently() { # PROJECT: waits for Docker, a minute at most; the sweep's own question is the one that asks
  docker_bound=20
  read_uptime
  patience_ends=$((host_uptime + docker_patience)) waits=no
  until look_for_half_made "$1"; do
    read_uptime
    [ "$host_uptime" -lt "$patience_ends" ] || return 1
    [ "$waits" = yes ] || say "the Docker Engine does not answer: waiting for it, a minute at most"
    waits=yes
    sleep 1
  done
  docker_bound=60
  clear_half_made "$1"
}

clear_half_made() { # PROJECT
  [ -n "$half_made" ] || return 0
  printf '%s\n' "$half_made" | while read -r id state name _; do
    case $state in created) continue ;; esac
    say "$name was being removed when the host went down: it is removed now"
    dk rm -f "$id" >/dev/null || :
  done
  printf '%s\n' "$half_made" | while read -r id state name service number; do
    case $state:$name in created:$six_digits${six_digits}_*) ;; *) continue ;; esac
    twins=$(ps_of "$1" -aq --filter "label=com.docker.compose.service=$service" --filter "label=com.docker.compose.container-number=$number" | wc -l)
    # The last one of a service has what it held in unnamed volumes: it gets its name, as Compose would have done next.
    if [ "$twins" -gt 1 ]; then
      say "$name was to take the place of ${name#*_} when the host went down: it is removed now"
      dk rm "$id" >/dev/null || :
    else
      say "$name had taken the place of ${name#*_} but not its name when the host went down: it is given it now"
      dk rename "$id" "${name#*_}" || :
    fi
  done
}

# What the unit does before anything else, also at a boot with nothing pending. No lock: start and revert hold it while
# they wait for the unit.
sweep() {
  need_root
  given project "$project"
  say() { printf '%s\n' "$*"; } # to the unit's journal
  sweep_half_made "$project"
}
