# shellcheck shell=sh  # files: each is written under another name, synced, renamed, and its folder synced

get() { # KEY FILE: sets got to the value of a key='value' line, to nothing when it isn't there
  got=''
  [ ! -f "$2" ] || while IFS= read -r conf_line || [ -n "$conf_line" ]; do
    case $conf_line in "$1='"*"'") got=${conf_line#"$1='"} got=${got%"'"} ;; esac
  done <"$2"
}

conf() { # KEY FILE: prints what get finds
  get "$@"
  printf '%s\n' "$got"
}

durable() { # SOURCE TARGET [MODE]: SOURCE (a file or a link, or - for standard input) becomes TARGET
  begin_part "$2"
  if [ "$1" = - ]; then
    cat >"$part" || return
  elif [ -n "${3:-}" ]; then
    install -m "$3" -o 0 -g 0 "$1" "$part" || return
  else
    cp -a "$1" "$part" || return
  fi
  end_part "$2"
}

durable_conf() { # TARGET KEY VALUE …: a file of key='value' lines
  begin_part "$1"
  target=$1
  shift
  printf "%s='%s'\n" "$@" >"$part" || return
  end_part "$target"
}

begin_part() { # TARGET: sets part, the file that will become it: ours alone, as umask says
  part=${1%/*}/.${1##*/}.part
  if [ -e "$part" ] || [ -L "$part" ]; then rm -f "$part"; fi
}

# What fails is not put in place half written, also where the shell does not stop at a failure.
end_part() { # TARGET
  [ -L "$part" ] || is_volatile "$1" || sync "$part" || return
  move_into_place "$part" "$1"
}

move_into_place() { # FILE TARGET, in the same folder
  mv -fT "$1" "$2" || return
  if command -v restorecon >/dev/null; then restorecon "$2" || :; fi
  is_volatile "$2" || sync "${2%/*}"
}

is_volatile() { case $1 in /run/*) ;; *) return 1 ;; esac; } # in memory: nothing of it is left after a power cut

remove() { # FILE…, and their folder's entry
  for file in "$@"; do
    if [ -e "$file" ] || [ -L "$file" ]; then
      rm -f "$file"
      sync "${file%/*}"
    fi
  done
}

# A digest tells a short secret to whoever tries all of them, and every user may read command lines: no name with one is an
# argument. That takes perl (which Debian and Ubuntu always have); a host without it does not keep them back.
rename_unseen() { # FILE TARGET
  if command -v perl >/dev/null; then
    printf '%s\n' "$1" "$2" | perl -e 'chomp(my ($file, $target) = <STDIN>); rename $file, $target or die "$target: $!\n"'
  else
    mv -T "$1" "$2"
  fi
}

take_digest() { # FILE: sets digest_is
  digest_is=$(sha256sum <"$1") || return
  digest_is=${digest_is%% *}
}

receive() { # FILE: the payload, which must be whole
  timeout 3600 head -c "$bytes" >"$1" || fail 2 "the upload could not be written to ${1%/*}" "$disk_fix ${1%/*}"
  if [ -n "$sha256" ] && take_digest "$1" && [ "$digest_is" = "$sha256" ]; then return 0; fi
  size=$(stat -c %s "$1")
  [ "$size" = "$bytes" ] || fail 2 "the upload is cut off: $size of $bytes bytes arrived" "$again"
  [ -z "$sha256" ] || fail 2 "the upload is damaged: its sha256 is not $sha256" "$again"
}
