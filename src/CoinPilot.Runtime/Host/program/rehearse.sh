# shellcheck shell=sh  # rehearse: whether the installed unit would start

# Proves that the installed unit, of ours or not, would start: systemd takes it, all that it names is there, and its own
# command lines run, in its own surroundings, with `config` or --help in place of what they do. Nothing that runs is
# touched. `finding error` would keep the stack down; `checked` is what was looked at; `would` is what a start changes.

rehearse() {
  need_root
  settled
  find_current
  [ "$current_id" != none ] || fail 2 "there is no $unit on this host: there is nothing to rehearse" "./build.sh DeployUnit"
  load_release "$base/releases/$current_id/release.conf"
  make_work
  commands=0 heads='' found='' sweeps=no
  surroundings=$(surroundings_of_unit)
  rehearse_unit
  rehearse_docker
  for key in ExecCondition ExecStartPre ExecStart ExecStartPost ExecReload ExecStop; do
    unit_commands "$key" >"$work/lines"
    while read -r ignored words; do
      eval "set -- $words"
      rehearse_line "$@"
    done <"$work/lines"
  done
  emit checked "$commands command lines of the unit in its own surroundings: config in place of the verb, and the words of each verb"
}

finding() { # error|warning RULE TEXT [FIX]
  case $found in *"|$3|"*) return 0 ;; esac # two lines of the unit may name the same path
  found="$found|$3|"
  emit finding "$1$tab$2$tab$(flat "$3")$tab$(flat "${4:-}")"
}

rehearse_unit() {
  enabled_now=$(systemctl is-enabled "$unit" 2>/dev/null || :)
  case $(property LoadState) in
    loaded) ;;
    masked) finding error unit-masked "$unit is masked: it never starts" "systemctl unmask $unit" ;;
    *) finding error unit-load "systemd could not load $unit: $(property LoadError)" "systemctl status $unit" ;;
  esac
  # With any finding of its own it returns 0; about other units it may say what it likes.
  output=$(systemd-analyze verify --man=no "$unit" "$([ ! -f "$systemd_folder/$app-guard.service" ] || echo "$app-guard.service")" 2>&1 || :)
  printf '%s\n' "$output" | about_our_units | sort -u >"$work/verify" || :
  while read -r line; do
    finding error unit-verify "systemd says of the unit: $line" "correct it and run systemctl daemon-reload, or deploy again: that puts the rendered unit back"
  done <"$work/verify"
  emit checked "systemd-analyze verify of $unit with its drop-ins"
  case $enabled_now:$(property WantedBy) in
    enabled:* | static:?*) ;;
    *) finding error unit-enabled "$unit is ${enabled_now:+$enabled_now, }not enabled: nothing starts it at boot" "systemctl enable $unit" ;;
  esac
  [ "$(property NeedDaemonReload)" = no ] ||
    finding error daemon-reload "the unit changed on disk since systemd read it: a boot starts something else than what was read" "systemctl daemon-reload, then rehearse again"
  [ ! -f "$pending" ] ||
    finding warning pending "$(conf new "$pending") is not confirmed: a reboot goes back to $(conf old "$pending") first" "wait for its confirmation, or revert it"
  case $current_id:$(systemctl is-enabled "$app-guard.service" 2>/dev/null || :) in
    foreign:* | *:enabled) ;;
    *) finding "$([ -f "$pending" ] && echo error || echo warning)" guard "$app-guard.service is not enabled: a reboot in the middle of a deployment would not go back" "deploy again, or systemctl enable $app-guard.service" ;;
  esac
  folder=$(property WorkingDirectory)
  case $folder in
    '' | '!'* | '~') ;;
    *) [ -d "$folder" ] || finding error path "the unit's WorkingDirectory $folder is gone: every line of it fails (200/CHDIR)" "mkdir -p $folder, or deploy again with --force" ;;
  esac
}

rehearse_docker() {
  look_at_docker
  case $docker_flavour:$docker_facts in
    engine:?*) ;;
    engine:) finding error docker "the Docker Engine does not answer" "$docker_fix" ;;
    missing:*) finding error docker "there is no docker on this host" "install Docker Engine and its Compose plugin" ;;
    *) finding error docker "docker on this host is $docker_flavour, not Docker Engine" "install Docker Engine for the system" ;;
  esac
  wanted_by_unit=no
  case " $(systemctl show -p Wants,Requires,BindsTo,Requisite "$unit" | tr '=\n' '  ') " in *' docker.service '*) wanted_by_unit=yes ;; esac
  case $(systemctl is-enabled docker.service 2>/dev/null || :):$wanted_by_unit:$(systemctl is-enabled docker.socket 2>/dev/null || :) in
    enabled:*) ;;
    masked*) finding error docker-enabled "docker.service is masked: it can't start, and the stack can't" "systemctl unmask docker.service && systemctl enable docker.service" ;;
    *:yes:* | *:enabled) finding warning docker-enabled "docker.service is not enabled: only the unit (or its socket) starts it at boot" "systemctl enable docker.service" ;;
    *) finding error docker-enabled "docker.service is not enabled and the unit does not ask for it: nothing starts Docker at boot" "systemctl enable docker.service" ;;
  esac
  emit checked "Docker Engine, and that it starts at boot"
}
