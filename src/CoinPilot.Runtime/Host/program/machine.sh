# shellcheck shell=sh  # this host's architecture, as images name it

look_at_machine() { # sets machine: this host's architecture as images name it
  [ -z "$machine" ] || return 0
  machine=$(uname -m)
  case $machine in x86_64) machine=amd64 ;; aarch64) machine=arm64 ;; armv*) machine=arm ;; i?86) machine=386 ;; esac
}

other_machine() { # ARCHITECTURE: of an image, when this host can't run it by itself
  look_at_machine
  case $machine/$1 in "$1/$1" | */ | */unknown | amd64/386 | arm64/arm) return 1 ;; esac
}
