# shellcheck shell=sh  # serve: many verbs over one connection

# The client sends this program once a connection, then a line for each verb, and behind it its payload:
#   BYTES always|after-success TOKEN VERB key=value…
# The verb's end is a line of its own, whatever was written before it, and carries the token that nobody else knows. The words are quoted for a shell. Neither read nor head takes a byte more than its own. Each verb is a process of
# its own, which outlives the connection or dies with it as it would alone: a fork of this one, which has read the program.
# Nothing here is called where its failure is looked at, as after `if` or before `||`: in there the shell stops at no failure.
serve() {
  trap 'exit 1' HUP INT TERM PIPE
  code=0
  { session=$(mktemp -d /run/coinpilot-session.XXXXXX) && head -c 262144 /dev/zero >"$session/room" && rm "$session/room"; } 2>/dev/null || {
    [ -z "$session" ] || rm -rf "$session"
    session=$(mktemp -d) # /run is full
  }
  noise=$session/noise
  emit serving "$program"
  exec 7>"$session/looking"
  flock 7 2>/dev/null || :
  look_ahead </dev/null & # while the first request is on its way
  exec 7>&-
  set +e
  while read -r size condition token request; do
    if [ "$size" = 0 ]; then
      serve_one "$condition" "$code" "$token" "$request" </dev/null
    else
      head -c "$size" | serve_one "$condition" "$code" "$token" "$request"
    fi
    code=$?
    [ "$code" != 141 ] || exit 1 # nobody is there to hear the answer: what was asked for next is not wanted any more
  done
}

look_ahead() {
  [ "$ahead" != preview ] || (preview_ahead) &
  (look_afresh)
  wait
}

serve_one() ( # CONDITION CODE-OF-THE-VERB-BEFORE TOKEN REQUEST; the payload on standard input
  condition=$1 before=$2 token=$3 code=0
  eval "set -- $4"
  : >"$noise"
  if [ "$condition" = after-success ] && [ "$before" != 0 ]; then
    code=30
    emit error "$1 was not run, because the verb before it failed"
  else
    (
      set -e
      main "$@" session="$session" ahead="$ahead"
    ) 2>"$noise"
    code=$?
  fi
  loud=''
  [ ! -s "$noise" ] || loud=$(tail -c 65536 "$noise" | base64 -w0)
  printf '\nverb-end\t%s %s %s\n' "$token" "$code" "$loud" 2>/dev/null || :
  [ "$code" = 0 ] || cat >/dev/null # what a verb that was refused left of its payload
  exit "$code"
)
