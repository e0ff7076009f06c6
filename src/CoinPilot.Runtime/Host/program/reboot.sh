# shellcheck shell=sh  # reboot: not while a switch is pending

reboot() {
  trap '' HUP PIPE
  need_root
  lock
  need_nothing_pending
  record 'done'
  emit boot-id "$(cat /proc/sys/kernel/random/boot_id)"
  emit now "$(date +%s)"
  systemd-run --quiet --collect --on-active=1s --timer-property=AccuracySec=100ms systemctl reboot
}
