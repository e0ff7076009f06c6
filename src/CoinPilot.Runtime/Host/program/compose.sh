# shellcheck shell=sh  # Compose, for the release that was loaded

compose() { # SECONDS FILES ARGUMENT…: for the release that was loaded; takes the place of the subshell that it is called in
  bound=$1 files=$2
  shift 2
  COMPOSE_FILE=$files exec timeout -k 10 "$bound" docker compose --project-name "$r_project" \
    --project-directory "${r_project_directory:-$base/project}" --env-file "$r_env_file" "$@"
}

# Through `docker`, the plugin is started three times to run once. For what is only asked, it is run by itself.
ask_compose() { # SECONDS FILES ARGUMENT…: as compose
  bound=$1 files=$2
  shift 2
  set -- --project-name "$r_project" --project-directory "${r_project_directory:-$base/project}" --env-file "$r_env_file" "$@"
  find_compose
  [ -n "$compose_path" ] || set -- compose "$@"
  COMPOSE_FILE=$files exec timeout -k 10 "$bound" "${compose_path:-docker}" "$@"
}

# `config` with no engine to look at: asking it makes dockerd look at its own programs. A Compose that wants one gets it.
read_project() { # FILES ARGUMENT…: as ask_compose
  (DOCKER_HOST=unix:///dev/null ask_compose 60 "$@" 2>/dev/null) || (ask_compose 60 "$@")
}

find_compose() { # sets compose_path: the plugin that docker would run, or nothing; in docker's order
  [ -z "$compose_path" ] || return 0
  for folder in "$HOME/.docker" /usr/local/lib/docker /usr/local/libexec/docker /usr/lib/docker /usr/libexec/docker; do
    if [ -x "$folder/cli-plugins/docker-compose" ]; then
      compose_path=$folder/cli-plugins/docker-compose
      return
    fi
  done
}
