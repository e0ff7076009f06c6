# shellcheck shell=sh  # observe: facts for the client; changes nothing but names of images that a dead stage left moved

observe() {
  settled
  [ "$verb$session" != observe ] || make_work
  scratch=$session
  [ -z "${work:-}" ] || scratch=$work
  observe_containers & # into files: it takes longest
  asking=$!
  emit format 1
  emit now "$(date +%s)"
  machine_words=$(uname -nm)
  emit hostname "${machine_words% *}"
  emit arch "${machine_words##* }"
  read -r word </proc/sys/kernel/random/boot_id
  emit boot-id "$word"
  word=0
  [ ! -f /sys/fs/selinux/enforce ] || read -r word </sys/fs/selinux/enforce || :
  [ "$word" != 1 ] || emit selinux enforcing
  if [ -e "/etc/coinpilot/$app/.env" ]; then
    take_digest "/etc/coinpilot/$app/.env"
    env_access=$(stat -Lc '%a %u' "/etc/coinpilot/$app/.env" "/etc/coinpilot/$app" | tr '\n' ' ')
    emit env-file "${env_access%% *} $digest_is"
    emit env-access "${env_access% }"
  else
    emit env-file missing
  fi
  observe_unit
  observe_releases
  look_at_docker
  wait "$asking" || docker_must_be_silent
  emit systemd "$systemd_is"
  emit docker-path "${docker_path:--}"
  emit docker-flavour "$docker_flavour"
  observe_docker
  emit compose "$compose_version"
  observe_room
  cat "$scratch/kept" "$scratch/meant" "$scratch/owners"
  sed -n "/^container$tab/p" "$scratch/containers"
}

docker_must_be_silent() { # its containers were asked for in vain: what is remembered of it is no longer true
  rm -f "$docker_known"
  look_afresh
  [ -n "$docker_facts" ] || return 0
  # It was away for a moment, and is back.
  [ "$verb" = preview ] || ! observe_containers || return 0
  fail 1 "the Docker Engine of this host did not say what runs" "systemctl status docker; journalctl -u docker"
}

observe_room() {
  disk_free='' inodes_free=0
  df --output=avail,iavail -k "$storage" ${docker_root:+"$docker_root"} 2>/dev/null >"$scratch/room" || :
  while read -r blocks inodes; do
    case $blocks in *[!0-9]* | '') continue ;; esac
    if [ -z "$disk_free" ]; then
      disk_free=$blocks
      case $inodes in *[!0-9]*) ;; *) inodes_free=$inodes ;; esac
    fi
    [ "$blocks" -ge "$disk_free" ] || disk_free=$blocks
  done <"$scratch/room"
  emit disk-free-kib "${disk_free:-0}"
  emit inodes-free "$inodes_free"
}

observe_docker() {
  docker_root=''
  if [ -z "$docker_facts" ]; then
    emit docker missing
    return
  fi
  docker_root=${docker_facts##*|}
  [ -d "$docker_root" ] || docker_root=''
  emit docker "${docker_facts%%|*}"
  case $docker_facts in
    *io.containerd.snapshotter*) emit image-store containerd ;;
    *) rest=${docker_facts#*|} && emit image-store "${rest%%|*}" ;;
  esac
}

observe_unit() { # and our own units beside it, by one question
  find_packaged_unit
  for file in "$systemd_folder/$unit" "$packaged_unit"; do
    if [ -f "$file" ]; then emit_text unit-text <"$file"; break; fi
  done
  find_trouble
  [ -z "$trouble" ] || emit unit-trouble "$trouble$tab$mend"
  [ ! -f "$hold_file" ] || emit_text hold <"$hold_file"
  [ ! -f "$transaction_file" ] || emit_text transaction <"$transaction_file"
  find_current
  emit current "$current_id"
  [ ! -f "$pending" ] || emit_text pending <"$pending"
  [ ! -f "$base/reverted" ] || emit_text last-revert <"$base/reverted"
  if has_boot_link "$app-guard.service"; then
    emit guard enabled
  elif [ -f "$systemd_folder/$app-guard.service" ]; then
    emit guard disabled
  else
    emit guard absent
  fi
  other_units >"$scratch/others" &
  others=$!
  properties=LoadState,ActiveState,SubState,Result,NRestarts,NeedDaemonReload,UnitFileState,DropInPaths,InvocationID
  TZ=UTC systemctl show -p "$properties,ExecStartPre" "$unit" "$app-revert.timer" "$app-start.service" "$app-reverting.service" \
    "$app-revert.service" "$app-recover.service" >"$scratch/units" || :
  wait "$others" || :
  while read -r line; do emit other-unit "$line"; done <"$scratch/others"
  steps='' invocation='' result='' about=unit dropins=''
  while IFS= read -r line; do
    case $about:$line in
      unit:) about=timer ;;
      timer:) about=start ;;
      start:) about=reverting ;;
      reverting:) about=revert ;;
      revert:) about=recover ;;
      unit:ExecStartPre=*) case $line in *' start_time=['[A-Z]*) steps=$steps${steps:+$newline}$line ;; esac ;;
      unit:*)
        emit "unit.${line%%=*}" "${line#*=}"
        case $line in InvocationID=*) invocation=${line#*=} ;; Result=*) result=${line#*=} ;; DropInPaths=*) dropins=${line#*=} ;; esac
        ;;
      timer:ActiveState=active) emit timer "$(conf until "$pending")" ;;
      timer:*) ;;
      *:ActiveState=active | *:ActiveState=activating) emit job "$about" ;;
    esac
  done <"$scratch/units"
  observe_dropins
  [ "$verb" = preview ] || observe_start # what a deployment would change does not depend on it
}

observe_dropins() { # those of others, with what is in them: also those that systemd has not read yet, since our daemon-reload will
  set +f
  # shellcheck disable=SC2086 # paths that systemd names are words; the others are taken as they are
  set -- /etc/systemd/system.control/"$unit.d"/*.conf /run/systemd/system.control/"$unit.d"/*.conf \
    "$systemd_folder/$unit.d"/*.conf /run/systemd/system/"$unit.d"/*.conf $dropins
  set -f
  told=$newline
  for file in "$@"; do
    case $file in "$hold_file" | "$transaction_file" | /usr/* | /lib/* | */service.d/*) continue ;; esac
    case $told in *"$newline$file$newline"*) continue ;; esac
    told=$told$file$newline
    [ ! -f "$file" ] || emit drop-in "$(base64 -w0 <"$file") $file"
  done
}

observe_start() { # how the ExecStartPre lines of the last start ended
  # A daemon-reload, by whomever, makes systemd forget them; the unit's last line wrote them into the journal.
  [ -n "$steps" ] || [ -z "$invocation" ] || steps=$(journalctl -q -u "$unit" "_SYSTEMD_INVOCATION_ID=$invocation" -o cat --no-pager 2>/dev/null |
    grep '^ExecStartPre={.* start_time=\[[A-Z]' || :)
  printf '%s' "${steps:+$steps$newline}" >"$scratch/steps"
  number=0 failed=no
  while IFS= read -r line; do
    number=$((number + 1))
    observe_step "$number" "$line"
  done <"$scratch/steps"
  if [ "$failed" = yes ] || [ "$result" != success ]; then
    journalctl -q -u "$unit" -n 30 -o short-iso --no-pager 2>/dev/null | grep -v ': ExecStartPre={' | tail -n 20 | masked_here | emit_text journal
  fi
}

observe_step() { # NUMBER LINE of systemctl show
  started=${2##* start_time=\[} status=${2##* status=} command=${2#* argv\[\]=}
  started=${started%%]*} status=${status%% *} command=${command%% ; ignore_errors=*}
  case $status in *[1-9]*) failed=yes ;; esac
  emit prestart "$1 $status $(date -d "$started" +%s 2>/dev/null || echo 0) $command"
}

observe_releases() {
  set +f
  set -- "$base"/releases/*/release.conf
  set -f
  for folder in "$@"; do
    [ -f "$folder" ] || continue
    folder=${folder%/*}
    id=${folder##*/}
    if [ -f "$folder/confirmed" ]; then
      get replaces "$folder/confirmed"
      replaces=$got
      get at "$folder/confirmed"
      emit release "$id confirmed ${replaces:--} $got"
    else
      emit release "$id staged -"
    fi
  done
  # Line by line, so that one program reads all of them.
  set +f
  set -- "$base"/releases/*/manifest.json
  set -f
  [ ! -f "$1" ] || awk '{ part = split(FILENAME, path, "/"); print "manifest\t" path[part - 1] " " $0 }' "$@"
  find_current
  id=$current_id
  if [ -d "$base/releases/$id" ]; then
    (cd "$base/releases/$id" || exit; set +f; sha256sum -- .env * 2>/dev/null || :; find files -type f -exec sha256sum -- {} + 2>/dev/null || :) | sed -n "s/^\([0-9a-f]\{64\}\)  \(.*\)/release-file$tab$id \2 \1/p"
  fi
  find "$base/objects" -mindepth 1 -maxdepth 1 -xtype d ! -name '.*' -printf "object$tab%f\n" 2>/dev/null || :
}

observe_containers() { # into files of scratch: kept, meant, containers, owners
  for file in kept meant containers owners; do : >"$scratch/$file"; done
  if [ "$ahead" = preview ] && take_ahead; then
    [ -z "$names" ] || observe_owners >"$scratch/owners"
    return
  fi
  [ "$verb" != preview ] || resolve_now &
  find_docker
  [ -n "$docker_path" ] || return 0
  docker_bound=20
  [ "$repair" = no ] || repair_tags
  [ -z "$names" ] || observe_owners >"$scratch/owners" &
  look_at_containers
}

look_at_containers() { # into files of scratch: kept, meant, containers
  container_facts "${project:-$app}" "${container_more:-}" >"$scratch/containers" &
  facts=$!
  look_at_names
  wait "$facts" || return
  wait
  [ -z "$session" ] || keep_own "${project:-$app}" <"$scratch/containers"
}

look_at_names() { # the releases' own names of images, and what the names of the current one mean: one question, but for names that are none of docker's
  find_current
  load_release "$base/releases/$current_id/release.conf"
  references_of "$r_images"
  set -- --filter "reference=coinpilot/$app/*" --filter "reference=coinpilot/$app.x/*"
  for reference in $references; do set -- "$@" --filter "reference=$reference"; done
  dk image ls --no-trunc "$@" --format '{{.Repository}}:{{.Tag}} {{.ID}}' >"$scratch/named" || :
  known='' unknown=''
  while read -r name id; do
    case $name in
      "coinpilot/$app/"*:before | "coinpilot/$app.x/"*:before) ;; # no release: what a pending switch keeps for its way back
      "coinpilot/$app/"*) name=${name#"coinpilot/$app/"} && emit release-image "${name##*:} ${name%:*} $id" ;;
      "coinpilot/$app.x/"*) name=${name#"coinpilot/$app"} && emit release-image "${name##*:} ${name%:*} $id" ;;
      *) known="$known$name $id$newline" ;;
    esac
  done <"$scratch/named" >"$scratch/kept"
  for reference in $references; do
    id_in "$known" "$reference"
    case $found_id in -) unknown="$unknown $reference" ;; *) emit image "$reference $found_id" ;; esac
  done >"$scratch/meant"
  # shellcheck disable=SC2086 # references are words
  look_up_images $unknown
  emit_images image >>"$scratch/meant"
}

observe_owners() {
  # shellcheck disable=SC2086 # names are words
  for pair in $(owners_of_others "${project:-$app}" $names); do
    [ "${pair#*=}" = "${project:-$app}" ] || emit owner "${pair%%=*} $(owner=${pair#*=} && echo "${owner:--}")"
  done
}
