# shellcheck shell=sh  # what a start needs, as Compose reads it

# What a start needs, of a project that flatten has made lines of (they hold secrets: nothing else of them is kept):
#   project NAME    image SERVICE REFERENCE    platform SERVICE os/arch    bind never|made|default SERVICE PATH    file PATH
#   context SERVICE PATH       volume KEY NAME own|external    network NAME external
compose_facts() {
  awk -F "$tab" '
    function text(json,  out, at) {
      json = substr(json, 2, length(json) - 2)
      gsub(/\\u003c/, "<", json); gsub(/\\u003e/, ">", json); gsub(/\\u0026/, "\\&", json); gsub(/\$\$/, "$", json)
      while ((at = index(json, "\\")) > 0) { out = out substr(json, 1, at - 1) substr(json, at + 1, 1); json = substr(json, at + 2) }
      return out json
    }
    function end_mount() {
      if (kind == "bind") print "bind", made, owner, source
      kind = source = ""; made = "default"
    }
    function end_top() {
      if (top ~ /^volumes/) print "volume", key, name, whose
      if (top ~ /^networks/ && whose == "external") print "network", name, whose
      top = ""
    }
    { split($3, part, ".") }
    $1 == "services" && part[1] == "volumes" {
      if ($2 "." part[2] != mount) { end_mount(); mount = $2 "." part[2]; owner = $2 }
      if (part[3] == "type") kind = text($4)
      if (part[3] == "source") source = text($4)
      if (part[4] == "create_host_path") made = $4 == "false" ? "never" : "made"
    }
    $1 ~ /^(volumes|networks)$/ && $2 != "-" {
      if ($1 "." $2 != top) { end_top(); top = $1 "." $2; key = name = $2; whose = "own" }
      if ($3 == "name") name = text($4)
      if ($3 == "external" && $4 == "true") whose = "external"
    }
    $1 == "name" { print "project", text($4) }
    $1 == "services" && $3 ~ /^(image|platform)$/ { print $3, $2, text($4) }
    $1 == "services" && $3 == "build.context" && $4 ~ /^"\// { print "context", $2, text($4) }
    $1 ~ /^(configs|secrets)$/ && $3 == "file" { print "file", text($4) }
    END { end_mount(); end_top() }'
}
