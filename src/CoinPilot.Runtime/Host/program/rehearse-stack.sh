# shellcheck shell=sh  # rehearse: what `up` makes containers from

rehearse_stack() { # what `up` makes containers from
  as_the_unit "$head config --images" || return 0
  sort -u "$work/output" >"$work/images"
  as_the_unit "$head config --format json"
  flatten <"$work/output" | compose_facts >"$work/facts"
  : >"$work/output" # it holds the values
  if [ -n "$docker_facts" ]; then
    while read -r reference; do rehearse_image; done <"$work/images"
    look_at_machine
    emit checked "$(($(wc -l <"$work/images"))) images, and that they are for $machine"
    ps_of "$(sed -n 's/^project //p' "$work/facts")" -a --filter status=dead --format '{{.Names}}' >"$work/dead"
    while read -r name; do
      [ "$sweeps" = no ] || { emit would "remove $name, which was being removed when Docker or the host went down, and make it anew"; continue; }
      finding error dead "$name was being removed when Docker or the host went down: Docker never starts it again, and up fails because of it" \
        "docker rm -f $name; the next start makes it anew"
    done <"$work/dead"
  fi
  project_runs=$(containers_of "$(sed -n 's/^project //p' "$work/facts")" || :)
  while read -r kind first second third; do
    path="$first${second:+ $second}${third:+ $third}"
    case $kind in
      bind) rehearse_bind "$first" "$second" "$third" ;;
      file) [ -e "$path" ] || finding error file "$path, a config or secret of the stack, is not there" "$(mend_path "$path")" ;;
      context) [ -e "$second${third:+ $third}" ] || finding warning context "the build context of $first is gone: a boot can't build it anew" "$(mend_path "$second${third:+ $third}")" ;;
      volume) rehearse_volume "$second" "$third" ;;
      network)
        [ -z "$docker_facts" ] || dk network inspect -- "$first" >/dev/null 2>&1 ||
          finding error network "the external network $first is not there: up fails" "docker network create $first"
        ;;
    esac
  done <"$work/facts"
  emit checked "$(grep -c -e '^bind' -e '^file' "$work/facts" || :) mounted files and folders, $(grep -c '^volume' "$work/facts" || :) volumes"
  [ "$understood" = no ] || dry_run
}

rehearse_image() {
  made_for=$(dk image inspect -f '{{.Architecture}}' -- "$reference" 2>/dev/null) || made_for=gone
  find_current
  service=$(for pair in $(conf images "$base/releases/$current_id/release.conf"); do [ "${pair#*=}" != "$reference" ] || echo "${pair%%=*}"; done | head -n 1)
  if [ "$made_for" = gone ]; then
    name_tag "${service:-none}" "$current_id"
    repair="docker pull $reference, or deploy again with --force"
    [ "$(image_id "$tag")" = - ] || repair="docker tag $tag $reference"
    finding error image "the image $reference${service:+ of $service} is not on this host: up starts none of the services" "$repair"
  elif other_machine "$made_for"; then
    finding warning architecture "the image $reference is for $made_for, this host is $machine: it runs only if the host emulates it" "use an image for $machine"
  fi
}

rehearse_bind() { # never|made|default SERVICE PATH
  [ ! -e "$3" ] || return 0
  made=$1
  [ "$made" != default ] || made=$(silent_mount)
  case $made:${project_runs:+ran} in
    made:) finding warning bind "$3, which $2 mounts, is not there: Docker makes an empty folder of it" "put it there" ;;
    made:*) finding error bind "$3, which $2 mounts, is gone: Docker would make an empty folder of it" "put it back" ;;
    *) finding error bind "$3, which $2 mounts, is gone: up starts none of the services" "$(mend_path "$3")" ;;
  esac
}

rehearse_volume() { # NAME own|external
  if [ -z "$docker_facts" ] || [ -n "$(volume_owners "$1")" ]; then return 0; fi
  case $2 in
    external) finding error volume "the external volume $1 is not there: up fails" "restore it, or begin empty: docker volume create $1" ;;
    *) finding warning volume "the volume $1 is not there: a start makes it new and empty" "restore its data first, if there was any" ;;
  esac
}

dry_run() { # Compose's own rehearsal: it sees no missing image and no missing file, but what would be made anew
  if as_the_unit "$head --dry-run $action$tail"; then
    emit checked "docker compose up --dry-run"
  elif ! grep -q -e 'unknown flag: --dry-run' -e 'dependency failed to start' "$work/output"; then # not before Compose 2.20; and it asks whether real dependencies are healthy
    finding error dry-run "docker compose up --dry-run fails: $(without_values "$env_file" <"$work/output" | tail -n 1)" "correct what it names"
  fi
  sed -n 's/.*DRY-RUN MODE - *\(Container\|Volume\|Network\) *"\{0,1\}\([^ "]*\)"\{0,1\} *\(Recreate\|Creating\)$/\3 \1 \2/p' "$work/output" |
    while read -r change what name; do
      case $change in Recreate) change='recreate' ;; *) change='make' ;; esac
      emit would "$change the $(printf %s "$what" | tr '[:upper:]' '[:lower:]') $name"
    done
}
