#!/usr/bin/env bash
# The lab: throwaway test hosts on this machine, each with systemd as PID 1, sshd, Docker Engine and an address of its own.
#
#   lab.sh up       [NAME] [--images none|tiny|stack] [--store overlay2|containerd]
#                   [--suite trixie|bookworm] [--env PATH]: where the host gets the example of .env, with random values
#   lab.sh down     [NAME] [--all]     remove one host, or the whole lab; --all: the image cache as well
#   lab.sh cut      NAME               pull the plug, keep the disk
#   lab.sh off      NAME               shut down in order, keep the disk
#   lab.sh reboot   NAME               reboot in order, wait until it answers
#   lab.sh registry NAME up|refuse|blackhole
#   lab.sh info     NAME               how to reach it, as key=value
#   lab.sh list                        one line a host
#   lab.sh ssh      NAME [COMMAND…]
#
# Progress goes to stderr, results to stdout. Exit: 0, 1 something broke, 2 refused before anything was touched.
# COINPILOT_LAB         folder for images and hosts (/var/lib/coinpilot-lab)
# COINPILOT_LAB_NAME    a second lab of the same checkout, apart from the first
# COINPILOT_LAB_MIRROR  a Debian mirror, where this machine's own apt sources name none that has the hosts' release
# COINPILOT_LAB_OWNER   a process id: the lab dies with it (cleared by the next `up` on this machine)
set -euo pipefail
if [ "$(uname -s)" != Linux ]; then
  printf 'lab: error: the lab needs Linux; this is %s\nlab: fix: deploy to a real host: ./build.sh DeployUnit --ssh-host HOST\n' "$(uname -s)" >&2
  exit 2
fi
SELF=$(readlink -f "${BASH_SOURCE[0]}")
LIB=$(dirname "$SELF")/lib
# shellcheck source-path=SCRIPTDIR/lib
for part in base machine image stack network registry fill host clear; do
  # shellcheck source=/dev/null
  . "$LIB/$part.sh"
done

main() {
  local verb=${1:-}
  [ -n "$verb" ] && shift
  case $verb in
    up | down | cut | off | reboot | registry | info | list | ssh) "verb_$verb" "$@" ;;
    '' | help | -h | --help) sed -n '2,/^set -/{/^set -/d;s/^# \{0,1\}//;p}' "$SELF" ;;
    *) refuse "unknown word '$verb'" "see: tests/lab/lab.sh help" ;;
  esac
}

main "$@"
exit
