# shellcheck shell=sh  # what a preview tells of a project that was resolved

preview_images() {
  known='' unknown=''
  while read -r _ reference id; do known="$known$reference $id$newline"; done <"$scratch/meant"
  while IFS=$tab read -r service reference; do
    if ! is_service "$service" || ! is_reference "$reference"; then
      emit refused "the image of the service $service is no name of an image: correct its image: in the Compose file, or the value in $r_env_file"
      continue
    fi
    emit service-image "$service $reference"
    if [ -z "$docker_facts" ] || listed "$reference" "$unknown"; then continue; fi
    id_in "$known" "$reference"
    case $found_id in -) unknown="$unknown $reference" ;; *) emit host-image "$reference $found_id" ;; esac
  done <"$work/images"
  # shellcheck disable=SC2086 # references are words
  look_up_images $unknown
  emit_images host-image
}

preview_environment() { # names of what differs from the running containers: added or changed
  sed -n "s/^env$tab//p" "$scratch/containers" |
    awk -F "$tab" '
      FNR == NR {
        if (NF < 2) next
        text = substr($2, 2, length($2) - 2)
        at = index(text, "=")
        name = at ? substr(text, 1, at - 1) : text
        $1 = substr($1, 2, length($1) - 2)
        if (!(($1, name) in value)) value[$1, name] = substr(text, at + 1)
        known[$1] = 1
        next
      }
      $1 == "services" && ($2 in known) && $3 ~ /^environment\./ && $4 != "null" {
        name = substr($3, 13)
        text = substr($4, 2, length($4) - 2)
        gsub(/\\u003c/, "<", text); gsub(/\\u003e/, ">", text); gsub(/\\u0026/, "\\&", text); gsub(/\$\$/, "$", text)
        if (!(($2, name) in value)) print "environment\t" $2 " + " name
        else if (value[$2, name] != text) print "environment\t" $2 " ~ " name
      }' - "$work/next.flat"
}

preview_differences() { # paths of what differs between the release that is current and the new one, both as this host resolves them
  awk -F "$tab" -v objects="\"$base/objects/" "$sum_of_value"'
    function tell(sign, key,  part, object) {
      split(key, part, "\t")
      if (part[1] == "services" && !((part[2] in before) && (part[2] in after))) return
      object = index(next_[key], objects) == 1 ? "\t" substr(next_[key], 2, length(next_[key]) - 2) : ""
      print "differs\t" (part[1] == "services" ? part[2] : "-") " " sign " " (part[1] == "services" ? "" : part[1] "." part[2] (part[3] == "" ? "" : ".")) part[3] object
    }
    { key = $1 "\t" $2 "\t" $3 }
    FNR == NR { now[key] = $4; if ($1 == "services") before[$2] = 1; next }
    { next_[key] = $4; sum[key] = sum_of($0); if ($1 == "services") after[$2] = 1 }
    END {
      for (key in next_) if (!(key in now)) tell("+", key); else if (now[key] != sum[key]) tell("~", key)
      for (key in now) if (!(key in next_)) tell("-", key)
    }' "$work/now.sums" "$work/next.flat" | sort
}

preview_files() { # the Compose files of the current release that are not the same in the new one
  get compose_files "$folder/release.conf"
  IFS=:
  # shellcheck disable=SC2086 # files between colons
  set -- $got
  unset IFS
  for file in "$@"; do
    name=${file#"$folder/"}
    if [ ! -f "$file" ] || cmp -s "$file" "$work/release/$name"; then continue; fi
    [ "$(stat -c %s "$file")" -le 262144 ] || continue
    printf 'file\t%s %s\n' "$name" "$(base64 -w0 <"$file")"
  done
}
