# shellcheck shell=sh  # values of the environment in what others print

# Compose quotes the value that it does not like, a build echoes its arguments, a service its settings: any may be a secret.
# The rules are ValueMask's and LenientEnv's, which say them in words; mask-cases.tsv is run against both.
masked() { # ENV-FILE: names in the place of its values, and of those of the release's own env files and secrets
  mask_files=$(
    set +f # the release gives patterns: ? in the place of what is no word
    for f in "$1" ${r_env_files:-}; do [ ! -f "$f" ] || printf 'e%s\n' "$f"; done
    for f in ${r_secret_files:-}; do [ ! -f "$f" ] || printf 's%s\n' "$f"; done
  ) awk '
    function trim(text) { gsub(/^[ \t\r]+|[ \t\r]+$/, "", text); return text }
    function replaced(text, old, new,   out, at) {
      out = ""
      while ((at = index(text, old)) > 0) { out = out substr(text, 1, at - 1) new; text = substr(text, at + length(old)) }
      return out text
    }
    function quoted(text) { return replaced(replaced(text, "\\", "\\\\"), "\"", "\\\"") }
    function expanded(text,   out, whole, name, rest, start, colon) { # $$ $NAME ${NAME} ${NAME:-default}
      out = ""; whole = text
      while (match(text, /\$\$|\$[A-Za-z_][A-Za-z0-9_]*|\$\{[A-Za-z_][A-Za-z0-9_]*(:?-[^{}$]*)?\}/)) {
        name = substr(text, RSTART + 1, RLENGTH - 1); out = out substr(text, 1, RSTART - 1); text = substr(text, RSTART + RLENGTH)
        if (name == "$") { out = out "$"; continue }
        rest = ""; colon = 0
        if (name ~ /^\{/) {
          name = substr(name, 2, length(name) - 2)
          if ((start = index(name, "-")) > 0) { rest = substr(name, start + 1); name = substr(name, 1, start - 1) }
          if (name ~ /:$/) { colon = 1; name = substr(name, 1, length(name) - 1) }
        }
        out = out ((name in known) && (known[name] != "" || !colon) ? known[name] : rest)
        if (length(out) > left_to_expand) return whole # values that grow by each other end as they are written
      }
      left_to_expand -= length(out)
      return out text
    }
    function decoded(text, quote,   out, i, c) {
      if (quote == "\047") return replaced(text, "\\\047", "\047")
      out = ""
      for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c != "\\" || i == length(text)) { out = out c; continue }
        c = substr(text, ++i, 1)
        out = out (c == "n" ? "\n" : c == "r" ? "\r" : c == "t" ? "\t" : c == "$" ? "$$" : c == "\"" || c == "\\" ? c : "\\" c)
      }
      return expanded(out)
    }
    function keep(name, text,   parts, count, i) {
      count = split(text, parts, "\n")
      for (i = 1; i <= count; i++) forms(name, trim(parts[i]))
    }
    function forms(name, value,   secret, place, size) {
      size = length(value)
      secret = name == "…" || toupper(name) ~ /PASS|SECRET|TOKEN|KEY|CREDENTIAL|PWD/
      if (size < 4 || (tolower(value) in common) || (!secret && size <= 5 && value ~ /^[0-9]+$/)) return
      if (secret && size <= 15 && value ~ /^[a-z]+([_-][a-z]+)*$/) place = "alone"
      else if (!secret && size <= 15 && value ~ /^[a-z]+[0-9]*([._-]([a-z]+[0-9]*|[0-9]+))*$/) place = "alone"
      else if (!secret && value ~ /^(\/[A-Za-z0-9._-]+)+\/?$/) place = "alone"
      else place = size < 8 ? "word" : "anywhere"
      if (name != "…") name = "${" name "}"
      form(name, value, place); form(name, replaced(value, "$", "$$"), place)
      form(name, quoted(value), place); form(name, quoted(replaced(value, "$", "$$")), place)
    }
    function form(name, value, place) {
      if ((name, value) in seen) return
      seen[name, value] = 1; values[++n] = value; names[n] = name; places[n] = place
    }
    function assignment(line) { # sets name and value
      if (!match(line, /^(export[ \t]+)?[A-Za-z_][A-Za-z0-9_.-]*[ \t]*[=:][ \t]*/)) return 0
      name = substr(line, 1, RLENGTH); value = substr(line, RLENGTH + 1)
      sub(/^export[ \t]+/, "", name); sub(/[ \t]*[=:][ \t]*$/, "", name)
      return 1
    }
    function closed(at,   quote, rest, i, c) { # sets content, closed_at and left
      quote = substr(value, 1, 1); rest = substr(value, 2); content = ""
      for (;;) {
        for (i = 1; i <= length(rest); i++) {
          c = substr(rest, i, 1)
          if (c == "\\") i++
          else if (c == quote) { content = content substr(rest, 1, i - 1); closed_at = at; left = substr(rest, i + 1); return 1 }
        }
        if (++at > count) return 0
        content = content rest "\n"; rest = lines[at]
      }
    }
    function read_env(   at, line) {
      for (at = 1; at <= count; at++) {
        line = trim(lines[at])
        while (line != "" && line !~ /^#/) {
          if (!assignment(line)) { if (line !~ /^(export[ \t]+)?[A-Z_][A-Z0-9_]*$/) keep("…", line); break }
          if (value ~ /^["\047]/ && closed(at)) {
            keep(name, content); known[name] = decoded(content, substr(value, 1, 1)); keep(name, known[name])
            at = closed_at; line = trim(left)
            continue
          }
          sub(/^["\047]/, "", value)
          if ((comment = index(value, " #")) > 0) value = substr(value, 1, comment - 1)
          value = trim(value)
          keep(name, value); known[name] = expanded(value); keep(name, known[name])
          break
        }
      }
    }
    function read_secret(   at) {
      for (at = 1; at <= count; at++) {
        keep("…", trim(lines[at]))
        if (assignment(trim(lines[at]))) { gsub(/^["\047]+|["\047]+$/, "", value); keep("…", value) }
      }
    }
    BEGIN {
      split("true false none null auto always never latest info debug warn warning error trace http https localhost production development staging test root admin postgres mysql redis default user password passwd secret changeme 123456 12345678", words, " ")
      for (i in words) common[words[i]] = 1
      files = split(ENVIRON["mask_files"], file, "\n")
      for (f = 1; f <= files; f++) {
        if (file[f] == "") continue
        left_to_expand = 1048576; count = 0; path = substr(file[f], 2); split("", known)
        while ((getline text <path) > 0) { if (++count == 1) sub(/^\357\273\277/, "", text); lines[count] = text }
        close(path)
        if (file[f] ~ /^e/) read_env(); else read_secret()
      }
      too_many = n > 20000 # to be looked for in every line: then no line is shown
      for (i = 2; i <= n && !too_many; i++) { # longest first, else in their order
        v = values[i]; m = names[i]; p = places[i]
        for (j = i - 1; j > 0 && length(values[j]) < length(v); j--) { values[j + 1] = values[j]; names[j + 1] = names[j]; places[j + 1] = places[j] }
        values[j + 1] = v; names[j + 1] = m; places[j + 1] = p
      }
    }
    function stands(start, end, place,   before, after) { # of $0, from start to before end
      before = start > 1 ? substr($0, start - 1, 1) : " "; after = substr($0, end, 1)
      if (start > 2 && substr($0, start - 2, 1) == "\\" && before ~ /[nrt]/) before = " "
      if (place == "anywhere") return 1
      if (place == "word") return before !~ /[A-Za-z0-9]/ && after !~ /[A-Za-z0-9]/
      return before !~ /[A-Za-z0-9_\/-]/ && after !~ /[A-Za-z0-9_\/-]/ \
        && !(before == "." && substr($0, start - 2, 1) ~ /[A-Za-z0-9]/ && start > 2) && !(after == "." && substr($0, end + 1, 1) ~ /[A-Za-z0-9]/)
    }
    too_many { print "…"; next }
    {
      hits = 0
      for (i = 1; i <= n; i++) {
        from = 1
        while ((at = index(substr($0, from), values[i])) > 0) {
          at += from - 1; from = at + 1; end = at + length(values[i])
          if (!stands(at, end, places[i])) continue
          if (!hits++) { split("", owner); split("", goes_on) }
          for (j = at; j < end; j++) { if (!(j in owner)) owner[j] = i; if (j > at) goes_on[j] = 1 }
        }
      }
      if (!hits) { print; next }
      out = ""
      for (at = 1; at <= length($0); at++) {
        if (!(at in owner)) { out = out substr($0, at, 1); continue }
        longest = owner[at]
        while ((at + 1) in goes_on) { at++; if (owner[at] < longest) longest = owner[at] }
        out = out names[longest]
      }
      print out
    }'
}
without_values() { masked "$1" | sed 's/ near ".*/ …/; s/in variable name ".*/in a name/'; }

masked_here() ( # as masked, by what the current release has
  find_current
  load_release "$base/releases/$current_id/release.conf"
  masked "$r_env_file"
)

errors_masked() { # lines of container_facts: Docker quotes the command of a container that it can't start
  while IFS= read -r fact; do
    case $fact in
      *'"error":"",'*) ;;
      *'"error":"'*'","startedAt":'*)
        error=${fact#*'"error":"'} error=${error%%'","startedAt":'*}
        fact=${fact%%'"error":"'*}'"error":"'$(printf '%s\n' "$error" | masked_here)'","startedAt":'${fact#*'","startedAt":'}
        ;;
    esac
    printf '%s\n' "$fact"
  done
}
