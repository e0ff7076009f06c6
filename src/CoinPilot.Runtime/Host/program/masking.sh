# shellcheck shell=sh  # values of the environment in what others print

# Compose quotes the value that it does not like, a build echoes its arguments, a service its settings: any may be a secret.
masked() { # ENV-FILE: names in the place of its values
  awk -v env_file="$1" '
    BEGIN {
      while ((getline line <env_file) > 0) {
        if (line !~ /^[ \t]*(export[ \t]+)?[A-Za-z_][A-Za-z0-9_.]*[ \t]*[=:]/) { keep("…", line); continue }
        name = line; sub(/^[ \t]*(export[ \t]+)?/, "", name); sub(/[ \t]*[=:].*/, "", name)
        sub(/^[^=:]*[=:][ \t]*/, "", line)
        keep("${" name "}", line)
      }
    }
    function keep(name, value) {
      gsub(/^[ \t]+|[ \t\r]+$/, "", value)
      if (value ~ /^["\047]/) { sub(/^["\047]/, "", value); sub(/["\047][^"\047]*$/, "", value) } else sub(/[ \t]+#.*$/, "", value)
      if (length(value) > 3) { values[++n] = value; names[n] = name }
    }
    {
      for (i = 1; i <= n; i++) {
        seen = ""
        while ((at = index($0, values[i])) > 0) { seen = seen substr($0, 1, at - 1) names[i]; $0 = substr($0, at + length(values[i])) }
        $0 = seen $0
      }
      print
    }'
}
without_values() { masked "$1" | sed 's/ near ".*/ …/; s/in variable name ".*/in a name/'; }
