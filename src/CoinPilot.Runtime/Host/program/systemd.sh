# shellcheck shell=sh  # systemd: what is enabled, and drop-ins

starts_at_boot() { # UNIT; systemd is asked only where a file and its link don't say it
  has_boot_link "$1" || systemctl is-enabled -q "$1" 2>/dev/null
}
has_boot_link() { [ -f "$systemd_folder/$1" ] && [ ! -L "$systemd_folder/$1" ] && [ -L "$systemd_folder/multi-user.target.wants/$1" ]; }
property() { systemctl show -p "$1" --value "$unit"; }
name_dropins() { # sets hold_file, transaction_file, and what lies ready for the way back: of the unit
  hold_file=$systemd_folder/$unit.d/50-hold.conf
  transaction_file=/run/systemd/system/$unit.d/60-transaction.conf
  unit_ready=$systemd_folder/.$unit.back
  hold_ready=$systemd_folder/$unit.d/.50-hold.conf.back
}

about_our_units() { # of what `systemd-analyze verify` says, without the keys that only a newer systemd knows
  grep -F -e "$unit" -e "$app-guard" | grep -v "Unknown .*'Restart\(Steps\|MaxDelaySec\)'"
}

set_dropin() { # SOURCE TARGET: installs it, or removes it where there is no source
  dropins=${2%/*}
  if [ -f "$1" ]; then
    if [ ! -d "$dropins" ]; then mkdir -p "$dropins" && chmod 755 "$dropins" || return; fi
    durable "$1" "$2" 644 || return
    is_volatile "$2" || sync "${dropins%/*}"
  else
    remove "$2"
    [ ! -d "$dropins" ] || [ -e "$dropins/${hold_ready##*/}" ] || rmdir "$dropins" 2>/dev/null || :
  fi
}

sync_units() { # [FILE…]: what is installed and what is enabled
  set +f
  sync "$systemd_folder" "$systemd_folder"/*.wants "$@"
  set -f
}

remove_guard() {
  systemctl disable -q --no-reload "$app-guard.service" 2>/dev/null || :
  remove "$systemd_folder/$app-guard.service"
}
