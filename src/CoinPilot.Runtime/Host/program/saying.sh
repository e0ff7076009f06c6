# shellcheck shell=sh  # saying things: NAME<TAB>VALUE lines for the client, the journal for everybody

# A client that is gone ends a verb at its next word (SIGPIPE): those that look or stage. Switch, confirm, revert,
# uninstall and reboot ignore it and must not stop halfway; a start goes on in a unit of its own.
gone='interrupted: the client is gone' # by Ctrl-C, or because its connection was lost
emit() { # NAME VALUE; a line end in what others wrote begins no other fact
  case ${2:-} in *"$newline"*) set -- "$1" "$(printf %s "$2" | tr '\n' ' ')" ;; esac
  printf '%s\t%s\n' "$1" "${2:-}" 2>/dev/null || :
}
emit_text() { emit "$1" "$(base64 -w0)"; }
say() { emit say "$*"; }

fail() { # EXIT-CODE ERROR [FIX]
  why=$2
  emit error "$(printf %s "$2" | tr '\n\t' '  ')"
  [ -z "${3:-}" ] || emit fix "$3"
  explained=yes
  exit "$1"
}

record() { # PHASE [DETAIL]: a line in the journal
  [ -d "$base" ] || return 0
  clean "$release"
  release_word=$cleaned
  clean "${2:-}"
  # What a power cut left of a line is a line of its own, so that it takes no other with it.
  [ ! -s "$base/journal.jsonl" ] || [ -z "$(tail -c 1 "$base/journal.jsonl")" ] || echo >>"$base/journal.jsonl" || :
  printf '{"ts":"%s","verb":"%s","phase":"%s","release":"%s","by":"%s","from":"%s","detail":"%s"}\n' \
    "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$verb" "$1" "$release_word" "$by" "$from" "$cleaned" \
    >>"$base/journal.jsonl" || :
}

trim_journal() { # the newest thousand lines stay; only under both locks, so that no line is written meanwhile
  if [ "$(wc -l <"$base/journal.jsonl")" -gt 1000 ]; then tail -n 1000 "$base/journal.jsonl" | durable - "$base/journal.jsonl" 600; fi
}

usage() {
  sed -n '2,/^[^#]/{/shellcheck/d; s/^# \{0,1\}//p}' "$program"
  [ -z "$verb" ] || echo "host.sh: '$verb' is none of its verbs, which stand above" >&2
  exit 2
}
