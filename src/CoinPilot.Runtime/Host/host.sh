#!/bin/sh
# CoinPilot's program on the host. The client sends it before every step; each switch leaves a copy for the
# revert timer, the boot guard and you. It runs as root:   sh host.sh VERB key=value…
#
#   At 3 a.m., to undo a deployment that is not confirmed yet:
#     sudo sh /var/lib/coinpilot/coinpilot/host.sh revert app=coinpilot
#   To see what is here:
#     sudo sh /var/lib/coinpilot/coinpilot/host.sh observe app=coinpilot
#   To see whether the stack would come back after a reboot (changes nothing):
#     sudo sh /var/lib/coinpilot/coinpilot/host.sh rehearse app=coinpilot
#   To go back to an older release OLD (CURRENT as `observe` names it), without the client:
#     sudo sh …/host.sh switch  app=coinpilot release=OLD based_on=CURRENT hold=yes confirm_within=600
#     sudo sh …/host.sh start   app=coinpilot release=OLD
#     sudo sh …/host.sh confirm app=coinpilot release=OLD      (or revert)
#
# verbs    observe   facts; changes nothing but tags that a dead stage left moved
#          preview   the same, and what Compose would make of a release on standard input; changes nothing
#          stage     a new release from standard input; touches nothing that runs
#          switch    installs a release's unit, with everything ready for the way back
#          start     starts what was switched to
#          watch     what the containers do, as it changes      explain   their last log lines
#          logs      what the services wrote, or are writing    history   the journal's lines
#          checkout  reads a stack's folder on this host, or what became of a release's
#          confirm   keeps the new release                      revert    puts the old one back
#          holdings  what is this app's on this host            uninstall removes it, but never a volume
#          rehearse  whether the installed unit would start; touches nothing that runs
#          restore   gets images of an older release that are gone (switch wants them)
#          reboot    the host, unless a switch is pending
#          sweep     the unit's own first line: takes away containers that a power cut left half made
#          serve     many verbs over one connection: the client's
# output   name<TAB>value lines; `say` is for people, `error` and `fix` come before a failure
# exit     0 ok, 1 failed, 2 bad input and nothing touched, 21 reverted but unhealthy, 30 conflict
#
# /var/lib/coinpilot/APP/pending is the switch that is not confirmed: as long as it is there, a timer (and after
# a reboot the guard) puts back what base/old holds. Every verb is safe to repeat after it died anywhere.

# shellcheck disable=SC2016 # templates of docker are in single quotes on purpose
set -euf # no word is a pattern for names of files; where one is meant, it is taken with +f
# What is exported here, Compose puts into ${…}: so little of it, no TZ, and not HOME, which the unit does not have either.
# The engine is the one of this host, whatever context somebody has chosen (docker context use); the unit says so too.
LC_ALL=C HOME=~root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin
export LC_ALL PATH BUILDX_NO_DEFAULT_ATTESTATIONS=1 COMPOSE_PATH_SEPARATOR=: DOCKER_CLI_HINTS=false DOCKER_CONTEXT=default
umask 077 # what others may read is said where it is made
tab='	'
newline='
'
systemd_folder=/etc/systemd/system
again='run the command again' disk_fix='see whether the disk is full: df -h'
usage_fix='sh host.sh prints how it is used' docker_fix='systemctl start docker; journalctl -u docker'

. program/words.sh
. program/saying.sh
. program/files.sh
. program/locks.sh
. program/clock.sh
. program/docker.sh
. program/compose.sh
. program/compose-facts.sh
. program/masking.sh
. program/known.sh
. program/releases.sh
. program/retag.sh
. program/systemd.sh
. program/sweep.sh
. program/way-back.sh
. program/units.sh
. program/needs.sh
. program/machine.sh
. program/mounts.sh
. program/owners.sh
. program/observe.sh
. program/preview.sh
. program/resolve.sh
. program/preview-told.sh
. program/objects.sh
. program/stage.sh
. program/images.sh
. program/names.sh
. program/checkout.sh
. program/switch.sh
. program/before.sh
. program/start.sh
. program/watch.sh
. program/explain.sh
. program/logs.sh
. program/history.sh
. program/rehearse.sh
. program/rehearse-line.sh
. program/rehearse-stack.sh
. program/restore.sh
. program/reboot.sh
. program/confirm.sh
. program/prune.sh
. program/revert.sh
. program/holdings.sh
. program/uninstall.sh
. program/serve.sh

given() { # KEY VALUE …: arguments that a verb can't do without
  while [ $# -gt 0 ]; do
    [ -n "$2" ] || fail 2 "$verb needs $1=" "$usage_fix"
    shift 2
  done
}

word() { # PATTERN VALUE WORD: refuses a value with other characters than the pattern's
  case $2 in -* | *[!$1]* | '') fail 2 "'$3' is not a valid argument" "$usage_fix" ;; esac
}

ended() {
  code=$?
  trap - EXIT
  trap '' PIPE
  [ "$verb" != revert ] || revert_ended
  [ "$verb" != stage ] || stage_ended
  [ "$verb" != logs ] || logs_ended
  case $verb:$session in
    serve:?*)
      wait # for the first look: it writes there, and a folder that fills up is not removed
      [ ! -f "$session/ahead" ] || rm -rf "$(cat "$session/ahead")"
      [ ! -f "$session/verifying" ] || flock -w 60 "$session/verifying" true 2>/dev/null || :
      rm -rf "$session"
      ;;
  esac
  [ -z "${manifest:-}" ] || rm -f "$manifest"
  [ "$verb" != restore ] || [ "$code" = 0 ] || [ -z "${work:-}" ] || record failed "$why"
  case ${work:-} in /run/*) rm -rf "$work" ;; esac
  [ "$code" = 0 ] || [ "$explained" = yes ] || unexplained
  case $job$verb in
    yesstart) echo "$code" >"$base/releases/$release/start.out.exit" || : ;;
    yesrevert) for file in "$revert_output.exit" "$base/revert.out.exit"; do echo "$code" >"$file" || :; done ;; # the second for an older client
  esac
  exit "$code"
}

unexplained() { # of a unit of its own, and what a unit prints to standard error is in the journal
  says_why='what it printed to standard error'
  case $verb:$by:$boot$job in
    revert:timer:*) says_why="journalctl -u $app-revert" ;;
    revert:*:yes*) says_why="journalctl -u $app-guard" ;;
    revert:*:noyes) says_why="journalctl -u $app-reverting" ;;
    start:*:noyes) says_why="journalctl -u $app-start" ;;
  esac
  emit error "$verb ended unexpectedly, exit code $code: $says_why says why"
}

take_argument() {
  value=${argument#*=}
  case $argument in
    app=*) word a-z0-9_- "$value" "$argument"; app=$value ;;
    unit=*) word A-Za-z0-9@._- "$value" "$argument"; unit=$value ;;
    release=) ;;
    release=*) word A-Za-z0-9- "$value" "$argument"; release=$value ;;
    based_on=*) word A-Za-z0-9- "$value" "$argument"; based_on=$value ;;
    bytes=*) word 0-9 "$value" "$argument"; bytes=$value ;;
    sha256=*) word 0-9a-f "$value" "$argument"; sha256=$value ;;
    confirm_within=*) word 0-9 "$value" "$argument"; confirm_within=$value ;;
    for=*) word 0-9 "$value" "$argument"; for_seconds=$value ;;
    interval=*) word 0-9. "$value" "$argument"; interval=$value ;;
    lines=*) word 0-9 "$value" "$argument"; lines=$value ;;
    project=*) word a-z0-9_- "$value" "$argument"; project=$value ;;
    names=*) spaced "$value" && names=$cleaned ;;
    services=*) spaced "$value" && services=$cleaned ;;
    reuse=*) spaced "$value" && reuse=$cleaned ;;
    since=*) word 0-9 "$value" "$argument"; since=$value ;;
    tail=*) word 0-9 "$value" "$argument"; tail=$value ;;
    follow=yes | follow=no) follow=$value ;;
    wanted=*) wanted=$(printf %s "$value" | tr -cd 'A-Za-z0-9._:@/, -' | tr , '\n') ;; # service, image id, registry digest
    hold=yes | hold=no) hold=$value ;;
    boot=yes | boot=no) boot=$value ;;
    repair=yes | repair=no) repair=$value ;;
    job=yes) job=yes ;;
    ahead= | ahead=preview) ahead=$value ;;
    reason=*) clean "$value" && reason=$cleaned ;;
    session=*) word A-Za-z0-9/._- "$value" "$argument"; session=$value ;;
    by=*) clean "$value" && by=$cleaned ;;
    from=*) clean "$value" && from=$cleaned ;;
    *) fail 2 "'$argument' is not an argument of host.sh" "$usage_fix" ;;
  esac
}

main() { # VERB key=value…
  verb=${1:-} explained=no job=no
  app=coinpilot unit='' by=- from=- release='' based_on='' hold=no confirm_within='' bytes='' sha256='' reuse=''
  names='' project='' services='' wanted='' lines=20 for_seconds=60 interval=1 boot=no since='' tail='' follow=no reason='' why='' repair='' session='' docker_flavour='' compose_path='' ahead='' clock='' machine=''
  case $verb in
    observe | preview | checkout | stage | switch | start | watch | explain | logs | history | confirm | revert) shift ;;
    rehearse | restore | reboot | serve | sweep | holdings | uninstall) shift ;;
    *) usage ;;
  esac
  for argument in "$@"; do take_argument; done
  docker_known=/run/coinpilot-engine.known resolved=/run/coinpilot-$app.resolved settling=/run/coinpilot-$app.settling
  revert_output=/run/coinpilot-$app.reverted volatile_dropin=/run/coinpilot-$app.active.conf # in memory: a full disk takes neither away
  base=/var/lib/coinpilot/$app pending=/var/lib/coinpilot/$app/pending storage=/var/lib/coinpilot
  [ -d "$storage" ] || storage=/var/lib
  look="./build.sh Status, or on the host: sudo sh $base/host.sh observe app=$app"
  undo="./build.sh RevertOnFailure, or on the host: sudo sh $base/host.sh revert app=$app"
  for said_in in "$pending" "$base/unit-name"; do
    [ -n "$unit" ] || { get unit "$said_in" && unit=$got; }
  done
  : "${unit:=$app-compose.service}"
  name_dropins
  trap ended EXIT
  "$verb"
}

case $0 in /*) program=$0 ;; *) program=$(readlink -f "$0") ;; esac
cd / # Compose would read a Compose file that lies where we stand
# Nothing of a login's environment (/etc/environment, a shell's files, sudo) reaches docker or Compose: the unit has none of it.
case ${1:-} in
  clean) shift ;;
  *) exec env -i /bin/sh "$program" clean "$@" ;;
esac
main "$@"
