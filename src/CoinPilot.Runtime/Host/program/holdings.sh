# shellcheck shell=sh  # holdings: what is this app's on this host

holdings() { # goes KIND NAME for what uninstall takes away, stays KIND NAME for what it leaves
  need_root
  settled
  look_at_docker
  stack=$(whose_stack)
  emit stack "$stack"
  if [ "$stack" = ours ]; then
    [ ! -f "$systemd_folder/$unit" ] || emit goes "unit $systemd_folder/$unit"
    containers_there goes
    [ -z "$docker_facts" ] || dk network ls --filter "label=com.docker.compose.project=${project:-$app}" --format '{{printf "%q" .Name}}' | sed "s/^\"\(.*\)\"\$/goes${tab}network \1/" # a name of a network may hold a line end
  elif [ "$stack" = foreign ]; then
    emit stays "unit $unit"
    containers_there stays
  fi
  for file in "$hold_file" "$systemd_folder/$app-guard.service"; do
    [ ! -f "$file" ] || emit goes "unit $file"
  done
  for id in $(releases_newest_first 2>/dev/null); do emit goes "release $id"; done
  find "$base/objects" -mindepth 1 -maxdepth 1 -xtype d ! -name '.*' -printf "goes${tab}object %f\n" 2>/dev/null || :
  [ -z "$docker_facts" ] || own_tags | sed "s/^/goes${tab}tag /"
  volumes_of_project | sed "s/^/stays${tab}volume /"
  set +f
  set -- "/etc/coinpilot/$app/.env" "$base/foreign-unit" "$base/journal.jsonl" "$systemd_folder/$unit.d"/*
  set -f
  for file in "$@"; do
    case $file in "$hold_file") continue ;; esac
    [ ! -f "$file" ] || emit stays "file $file"
  done
  [ -z "$(find "$base/project" -mindepth 1 -print -quit 2>/dev/null)" ] || emit stays "folder $base/project"
}

containers_there() { # FACT
  [ -z "$docker_facts" ] || ps_of "${project:-$app}" -a --format "$1${tab}container {{.Names}}"
}

volumes_of_project() { # its own, and those of others that its containers use
  [ -n "$docker_facts" ] || return 0
  {
    dk volume ls --filter "label=com.docker.compose.project=${project:-$app}" --format '{{.Name}}'
    # shellcheck disable=SC2046 # ids are words
    set -- $(containers_of "${project:-$app}")
    [ $# = 0 ] || dk inspect -f '{{range .Mounts}}{{if eq .Type "volume"}}{{.Name}} {{end}}{{end}}' "$@" | tr ' ' '\n'
  } | sed '/^$/d' | sort -u
}
