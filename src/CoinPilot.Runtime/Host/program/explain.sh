# shellcheck shell=sh  # explain: the last words of services

explain() {
  find_current
  load_release "$base/releases/$current_id/release.conf"
  for service in $services; do
    for id in $(ps_of "${project:-$app}" -aq --filter "label=com.docker.compose.service=$service"); do
      printf 'log\t%s %s\n' "$service" "$(dk logs --tail "$lines" "$id" 2>&1 | masked "$r_env_file" | base64 -w0)"
      printf 'health\t%s %s\n' "$service" "$(dk inspect -f '{{if .State.Health}}{{$log := ""}}{{range .State.Health.Log}}{{$log = .Output}}{{end}}{{$log}}{{end}}' "$id" | masked "$r_env_file" | base64 -w0)"
    done
  done
}
