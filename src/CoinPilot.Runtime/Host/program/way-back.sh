# shellcheck shell=sh  # what the way back puts in place, laid ready beside it: a full disk has room for a rename

lay_ready() { # of what base/old holds; the installed unit by a second name, since what is switched to takes its first
  clear_ready
  if [ -e "$base/old/unit" ] || [ -L "$base/old/unit" ]; then
    ln -P "$systemd_folder/$unit" "$unit_ready" 2>/dev/null || cp -a "$base/old/unit" "$unit_ready"
  fi
  [ ! -f "$base/old/hold.conf" ] || install -D -m 644 "$base/old/hold.conf" "$hold_ready"
}

clear_ready() {
  if [ -e "$unit_ready" ] || [ -L "$unit_ready" ]; then rm -f "$unit_ready"; fi
  [ ! -e "$hold_ready" ] || { rm -f "$hold_ready"; rmdir "${hold_ready%/*}" 2>/dev/null || :; }
}

# What an earlier try has put there is left; what does not lie ready, since another program switched, is copied.
put_back() { # SOURCE READY TARGET [MODE]
  if is_same "$1" "$3"; then
    return 0
  elif is_same "$1" "$2"; then
    move_into_place "$2" "$3"
  else
    durable "$1" "$3" "${4:-}"
  fi
}

is_same() { # FILE FILE: with the same bytes, or links to the same place
  if [ -L "$1" ]; then
    [ -L "$2" ] && [ "$(readlink "$1")" = "$(readlink "$2")" ]
  else
    [ -f "$2" ] && [ ! -L "$2" ] && cmp -s "$1" "$2"
  fi
}
