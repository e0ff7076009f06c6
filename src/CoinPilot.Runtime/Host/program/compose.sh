# shellcheck shell=sh  # Compose, for the release that was loaded; and what a start needs, as Compose reads it

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

# What a start needs, read from `docker compose config` (its output holds secrets: nothing else of it is kept):
#   project NAME    image SERVICE REFERENCE    platform SERVICE os/arch    bind never|made|default SERVICE PATH    file PATH
#   context SERVICE PATH       volume KEY NAME own|external    network NAME external
compose_facts() {
  awk '
    function value(line) { sub(/^ *(- )?[a-z_]+: */, "", line); gsub(/^["\047]|["\047]$/, "", line); return line }
    function name(line) { gsub(/^ *|: *(null|\{\})?$/, "", line); gsub(/^["\047]|["\047]$/, "", line); return line }
    function end_mount() { if (type == "bind") print "bind", made, service, source; type = "" }
    function end_top() {
      if (top != "" && (section == "volumes" || (section == "networks" && owner == "external"))) {
        if (section == "volumes") print "volume", top, named, owner; else print "network", named, owner
      }
      top = ""
    }
    /^[^ ]/ { end_mount(); end_top(); section = name($0); key = "" }
    /^name: / { print "project", value($0) }
    /^  [^ ]/ && section == "services" { end_mount(); service = name($0); key = "" }
    /^  [^ ]/ && section != "services" { end_top(); top = name($0); named = top; owner = "own" }
    section == "services" && /^    [a-z]/ { end_mount(); key = $1 }
    section == "services" && /^    image: / { print "image", service, value($0) }
    section == "services" && /^    platform: / { print "platform", service, value($0) }
    key == "build:" && /^      context: \// { print "context", service, value($0) }
    key == "volumes:" && /^      - type: / { end_mount(); type = value($0); source = ""; made = "default" }
    key == "volumes:" && /^        source: / { source = value($0) }
    key == "volumes:" && /^          create_host_path: / { made = value($0) == "false" ? "never" : "made" }
    section != "services" && /^    name: / { named = value($0) }
    section != "services" && /^    external: true/ { owner = "external" }
    section ~ /^(configs|secrets)$/ && /^    file: / { print "file", value($0) }
    END { end_mount(); end_top() }'
}
