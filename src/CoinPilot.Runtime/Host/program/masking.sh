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
      if ((name, value) in done || too_many) return
      done[name, value] = 1; size = length(value)
      secret = name == "…" || toupper(name) ~ /PASS|SECRET|TOKEN|KEY|CREDENTIAL|PWD/
      if (size < 4 || (tolower(value) in common) || (!secret && size <= 5 && value ~ /^[0-9]+$/)) return
      if (++kept > 20000) { too_many = 1; return } # then no line is shown
      if (secret && size <= 15 && value ~ /^[a-z]+([_-][a-z]+)*$/) place = "alone"
      else if (!secret && size <= 15 && value ~ /^[a-z]+[0-9]*([._-]([a-z]+[0-9]*|[0-9]+))*$/) place = "alone"
      else if (!secret && value ~ /^(\/[A-Za-z0-9._-]+)+\/?$/) place = "alone"
      else place = size < 8 ? "word" : "anywhere"
      if (name != "…") name = "${" name "}"
      form(name, value, place); form(name, replaced(value, "$", "$$"), place)
      form(name, quoted(value), place); form(name, quoted(replaced(value, "$", "$$")), place)
      if (!secret && place != "anywhere" || size > 131072) return # no variable of the environment is longer
      based(name, value)
      in_urls(name, value, "%%%02X"); in_urls(name, value, "%%%02x")
      encoded(name, spelled(quoted(value), "[<>&]", "\\u%04x"))
      encoded(name, spelled(replaced(value, "\\", "\\\\"), "[\"&\047+<>`]", "\\u%04X"))
    }
    # EncodedForms says them in words. What is broken into several lines of output is not met: each line is masked by itself.
    function encoded(name, text) { if (length(text) >= 8) form(name, text, "anywhere") }
    function based(name, value,   before, skip, size, text, i) {
      for (before = 0; before < 3; before++) {
        skip = before ? before + 1 : 0; size = length(value) + before
        part[3] = substr(base64(substr("??", 1, before) value), skip + 1)
        part[1] = substr(part[3], 1, int(size * 4 / 3) - skip); part[2] = part[3]; part[3] = part[3] substr("==", 1, (3 - size % 3) % 3)
        for (i = 1; i <= 3; i++) {
          encoded(name, part[i])
          if (part[i] ~ /[+\/]/) encoded(name, replaced(replaced(part[i], "+", "-"), "/", "_"))
        }
      }
    }
    function base64(text,   out, i, a, b, c) { # without padding; halves are put together faster than characters
      if (length(text) > 192) { i = int(length(text) / 6) * 3; return base64(substr(text, 1, i)) base64(substr(text, i + 1)) }
      out = ""
      for (i = 1; i <= length(text); i += 3) {
        a = byte[substr(text, i, 1)]; b = byte[substr(text, i + 1, 1)]; c = byte[substr(text, i + 2, 1)]
        out = out substr(digits, int(a / 4) + 1, 1) substr(digits, a % 4 * 16 + int(b / 16) + 1, 1) \
          substr(digits, b % 16 * 4 + int(c / 64) + 1, 1) substr(digits, c % 64 + 1, 1)
      }
      return substr(out, 1, int((length(text) * 4 + 2) / 3))
    }
    function in_urls(name, value, hex,   url) {
      url = spelled(value, "[^A-Za-z0-9._~-]", hex); encoded(name, url)
      if (url !~ /[%~]/) return
      url = replaced(url, "%20", "+"); encoded(name, url)
      encoded(name, replaced(replaced(url, sprintf(hex, byte["*"]), "*"), "~", sprintf(hex, byte["~"])))
    }
    function spelled(text, pattern, how,   out, i, c) {
      if (text !~ pattern) return text
      if (length(text) > 192) { i = int(length(text) / 2); return spelled(substr(text, 1, i), pattern, how) spelled(substr(text, i + 1), pattern, how) }
      out = ""
      for (i = 1; i <= length(text); i++) { c = substr(text, i, 1); out = out (c ~ pattern ? sprintf(how, byte[c]) : c) }
      return out
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
      for (i = 1; i < 256; i++) byte[sprintf("%c", i)] = i # of the locale C
      digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
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
      # By their first four bytes: a line takes as long however many there are.
      for (i = 1; i <= n; i++) { head = substr(values[i], 1, 4); chain[i] = heads[head]; heads[head] = i }
    }
    function wins(i, other) { return length(values[i]) > length(values[other]) || length(values[i]) == length(values[other]) && i < other }
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
      for (at = length($0) - 3; at > 0; at--) {
        if (!((head = substr($0, at, 4)) in heads)) continue
        for (i = heads[head]; i; i = chain[i]) {
          end = at + length(values[i])
          if (substr($0, at, end - at) != values[i] || !stands(at, end, places[i])) continue
          if (!hits++) { split("", owner); split("", goes_on) }
          for (j = at; j < end; j++) { if (!(j in owner) || wins(i, owner[j])) owner[j] = i; if (j > at) goes_on[j] = 1 }
        }
      }
      if (!hits) { print; next }
      out = ""
      for (at = 1; at <= length($0); at++) {
        if (!(at in owner)) { out = out substr($0, at, 1); continue }
        longest = owner[at]
        while ((at + 1) in goes_on) { at++; if (wins(owner[at], longest)) longest = owner[at] }
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
