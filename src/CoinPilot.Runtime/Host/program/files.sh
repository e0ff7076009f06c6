# shellcheck shell=sh  # files: each is written under another name, synced, renamed, and its folder synced

conf() { # KEY FILE: the value of a key='value' line, empty when it isn't there
  conf_value=''
  [ ! -f "$2" ] || while IFS= read -r conf_line || [ -n "$conf_line" ]; do
    case $conf_line in "$1='"*"'") conf_value=${conf_line#"$1='"} conf_value=${conf_value%"'"} ;; esac
  done <"$2"
  printf '%s\n' "$conf_value"
}

durable() { # SOURCE TARGET [MODE]: SOURCE (a file or a link, or - for standard input) becomes TARGET
  part=${2%/*}/.${2##*/}.part
  if [ -e "$part" ] || [ -L "$part" ]; then rm -f "$part"; fi
  if [ "$1" = - ]; then
    cat >"$part" # it is ours alone, as umask says
    case ${3:-600} in 600) ;; *) chmod "$3" "$part" ;; esac
  elif [ -n "${3:-}" ]; then
    install -m "$3" -o 0 -g 0 "$1" "$part"
  else
    cp -a "$1" "$part"
  fi
  [ -L "$part" ] || is_volatile "$2" || sync "$part"
  mv -fT "$part" "$2"
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

digest_of() { digest_line=$(sha256sum "$1") && printf '%s\n' "${digest_line%% *}"; }
