# shellcheck shell=sh  # watch: what the containers do, as it changes

watch() {
  last='' docker_bound=10
  look_at_clock
  end=$((clock + for_seconds))
  while clock='' && look_at_clock && [ "$clock" -lt "$end" ]; do
    emit sample "$(date +%s)"
    sample=$(container_facts "${project:-$app}" || emit unreadable "docker does not answer"; systemctl show -p ActiveState,SubState,NRestarts "$unit" | sed "s/^/unit./; s/=/$tab/")
    case $sample in
      *"unreadable$tab"*) # says nothing about the containers, and the next sample is a whole one
        printf '%s\n' "$sample"
        sample=''
        ;;
      "$last") emit same ;;
      *)
        printf '%s\n' "$sample"
        ask_ps | sed "s/^/ps$tab/" || :
        ;;
    esac
    emit end
    last=$sample
    sleep "$interval"
  done
}

ask_ps() { # as ask_compose, but of a project that needs no files
  find_compose
  set -- --project-name "${project:-$app}" ps --all --format json
  if [ -n "$compose_path" ]; then timeout -k 5 10 "$compose_path" "$@" 2>/dev/null; else dk compose "$@" 2>/dev/null; fi
}
