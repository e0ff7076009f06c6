# shellcheck shell=sh  # watch: what the containers do, as it changes

watch() {
  last=- docker_bound=10 # - : not even that nothing is there
  read -r now _ </proc/uptime
  end=$((${now%%.*} + for_seconds))
  while read -r now _ </proc/uptime && [ "${now%%.*}" -lt "$end" ]; do
    emit sample "$now" # not the time of day: whoever sets that would make a moment look long
    sample=$(container_facts "${project:-$app}" || emit unreadable "docker does not answer")
    case $sample in
      *"unreadable$tab"*) # says nothing about the containers, and the next sample is a whole one
        printf '%s\n' "$sample"
        sample=-
        ;;
      "$last") emit same ;;
      *)
        printf '%s\n' "$sample"
        tell_ps
        ;;
    esac
    emit end
    last=$sample
    sleep "$interval"
  done
}

tell_ps() {
  if ps_says=$(ask_ps); then
    [ -z "$ps_says" ] || printf '%s\n' "$ps_says" | sed "s/^/ps$tab/"
  else
    emit ps-unreadable "it ended with exit code $?"
  fi
}

ask_ps() { # as ask_compose, but of a project that needs no files
  find_compose
  set -- --project-name "${project:-$app}" ps --all --format json
  if [ -n "$compose_path" ]; then timeout -k 5 10 "$compose_path" "$@" 2>/dev/null; else dk compose "$@" 2>/dev/null; fi
}
