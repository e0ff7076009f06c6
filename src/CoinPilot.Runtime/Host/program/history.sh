# shellcheck shell=sh  # history: the journal's lines

history() {
  need_root
  settled
  [ ! -f "$base/journal.jsonl" ] || tail -n 1000 "$base/journal.jsonl" | sed "s/^/step$tab/"
}
