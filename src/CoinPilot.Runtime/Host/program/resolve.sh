# shellcheck shell=sh  # a project as Compose reads it, and its hashes

# What Compose said of a project is kept until the next boot, but no value: its hashes, what a start needs, and of its lines
# the checksums of their values.
take_project_key() { # FOLDER of the release that was loaded: sets project_key, a name for all that its project is made from; empty where it is made from more
  project_key=''
  if [ -n "$r_project_directory" ] || [ -f "$1/checkout" ] || [ ! -e "$r_env_file" ]; then return 0; fi
  IFS=:
  # shellcheck disable=SC2086 # files between colons
  set -- $r_compose_files
  unset IFS
  find_compose
  project_key=$({ stat -Lc '%n %s %Y' "${compose_path:-/usr/bin/docker}" && echo "$r_project" && cat "$@" "$r_env_file"; } 2>/dev/null | sha256sum)
  project_key=${project_key%% *}
}

resolve() { # NAME CONF KEY: the project as Compose reads it, as section<TAB>name<TAB>path<TAB>value lines, and its hashes
  [ -f "$2" ] || return 0
  load_release "$2"
  [ -e "$r_env_file" ] || return 0
  read_project "$r_compose_files" config --format json >"$work/$1.json" 2>"$work/$1.errors" || {
    without_values "$r_env_file" <"$work/$1.errors" | tail -n 3 >"$work/$1.problem"
    return 0
  }
  flatten <"$work/$1.json" >"$work/$1.flat"
  if [ -n "$3" ] && [ -f "$resolved/$3.hash" ]; then
    cat <"$resolved/$3.hash" >"$work/$1.hash"
    return
  fi
  # What follows takes as long again, and only the hashes wait for it: it holds this file until it has ended.
  exec 7>"$work/$1.hashing"
  if flock 7 2>/dev/null; then hash_project "$1" "$3" & else hash_project "$1" "$3"; fi
  exec 7>&-
}

hash_project() { # NAME KEY, of the project that was just resolved
  # Compose compares what it wrote to a container with its id in the place of a service whose namespace is shared.
  sed -n 's/^      "\(network_mode\|ipc\|pid\)": "service:\([^"]*\)",\{0,1\}$/\2/p' "$work/$1.json" | sort -u >"$work/$1.shared"
  while read -r other; do
    id=$(ps_of "$r_project" -a --no-trunc --filter "label=com.docker.compose.service=$other" \
      --format '{{.Names}} {{.ID}}' | sort | sed -n '1s/.* //p')
    [ -z "$id" ] || echo "$other $id"
  done <"$work/$1.shared" >"$work/$1.ids"
  [ ! -s "$work/$1.ids" ] || awk '
    FNR == NR { id["service:" $1] = "container:" $2; next }
    /^      "(network_mode|ipc|pid)": "service:/ {
      split($0, part, "\"")
      if (part[4] in id) { at = index($0, part[4]); $0 = substr($0, 1, at - 1) id[part[4]] substr($0, at + length(part[4])) }
    }
    { print }' "$work/$1.ids" "$work/$1.json" >"$work/$1.own"
  [ ! -s "$work/$1.own" ] || mv -f "$work/$1.own" "$work/$1.json"
  # Of the resolved project: of the files, `config --hash` leaves the env files of services out, but `up` does not.
  r_env_file=/dev/null
  read_project "$work/$1.json" config --hash '*' >"$work/$1.hash" 2>/dev/null || rm -f "$work/$1.hash"
  if [ -n "$2" ] && [ ! -s "$work/$1.shared" ] && [ -f "$work/$1.hash" ]; then keep_said "$work/$1.hash" "$2.hash"; fi
}

keep_project() { # KEY, of the project that a preview has resolved
  # Content that is still on its way lies elsewhere than it will.
  ! grep -qF "$work/" "$work/next.flat" || return 0
  keep_said "$work/facts" "$1.facts"
  sum_values <"$work/next.flat" >"$work/next.sums"
  keep_said "$work/next.sums" "$1.sums"
}

# What can be told from it is whether a value has changed.
sum_of_value='
  BEGIN { for (i = 1; i < 256; i++) code[sprintf("%c", i)] = i }
  function sum_of(text,  i, a, b) {
    a = b = 1
    for (i = 1; i <= length(text); i++) { a = (a * 31 + code[substr(text, i, 1)]) % 2147483629; b = (b * 257 + code[substr(text, i, 1)]) % 2147483587 }
    return a "-" b
  }'
sum_values() { awk -F "$tab" "$sum_of_value"'{ print $1 "\t" $2 "\t" $3 "\t" sum_of($0) }'; }

keep_said() { # FILE NAME
  if [ ! -d "$resolved" ]; then mkdir -p "$resolved"; else find "$resolved" -type f -mmin +10080 -delete; fi
  cp "$1" "$1.part" && rename_unseen "$1.part" "$resolved/$2"
}

flatten() { # Compose prints one key or one item a line, two spaces a level
  awk '
    { match($0, /^ */); depth = RLENGTH / 2; text = substr($0, RLENGTH + 1) }
    depth == 0 || text ~ /^[]}],?$/ { kind[0] = "{"; next }
    {
      sub(/,$/, "", text)
      if (kind[depth - 1] == "[") key[depth] = count[depth]++
      else {
        match(text, /^"([^"\\]|\\.)*": /)
        key[depth] = substr(text, 2, RLENGTH - 4)
        text = substr(text, RLENGTH + 1)
      }
      kind[depth] = text
      count[depth + 1] = 0
      if (text == "{" || text == "[") next
      path = ""
      for (i = 3; i <= depth; i++) path = path (i > 3 ? "." : "") key[i]
      print key[1] "\t" (depth > 1 ? key[2] : "-") "\t" path "\t" text
    }'
}
