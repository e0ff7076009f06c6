# shellcheck shell=sh  # watch, explain

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

explain() {
  find_current
  load_release "$base/releases/$current_id/release.conf"
  for service in $services; do
    for id in $(dk ps -aq --filter "label=com.docker.compose.project=${project:-$app}" --filter "label=com.docker.compose.service=$service"); do
      printf 'log\t%s %s\n' "$service" "$(dk logs --tail "$lines" "$id" 2>&1 | masked "$r_env_file" | base64 -w0)"
      printf 'health\t%s %s\n' "$service" "$(dk inspect -f '{{if .State.Health}}{{$log := ""}}{{range .State.Health.Log}}{{$log = .Output}}{{end}}{{$log}}{{end}}' "$id" | masked "$r_env_file" | base64 -w0)"
    done
  done
}
