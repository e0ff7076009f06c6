# shellcheck shell=sh  # words: cleaned, joined and compared

clean() { # TEXT: sets cleaned; most words are clean as they come
  case $1 in
    *[!A-Za-z0-9._:@/\ -]*) cleaned=$(printf %s "$1" | tr -cd 'A-Za-z0-9._:@/ -') ;;
    *) cleaned=$1 ;;
  esac
  [ ${#cleaned} -le 200 ] || cleaned=$(printf '%.197s...' "$cleaned")
}

spaced() { # WORDS, with commas between them: sets cleaned, with spaces: all of them, or it is an error
  [ ${#1} -le 100000 ] || fail 2 "the list ${argument%%=*}= is longer than 100000 characters" "shorten the names of the services"
  IFS=,
  # shellcheck disable=SC2086 # they are words
  set -- $1
  unset IFS
  cleaned=$*
  case $cleaned in *[!A-Za-z0-9._:@/\ -]*) cleaned=$(printf %s "$cleaned" | tr -cd 'A-Za-z0-9._:@/ -') ;; esac
}

flat() { printf %s "$1" | tr '\n\t' '  ' | sed 's/  */ /g; s/ $//'; }

# Names from Compose files, from labels and from values: as words, and never an option.
is_service() { case $1 in '' | [!A-Za-z0-9]* | *[!A-Za-z0-9._-]*) return 1 ;; esac; }
is_reference() { case $1 in '' | [!A-Za-z0-9]* | *[!A-Za-z0-9._:/@-]*) return 1 ;; esac; }

# Labels come with images too, with any text in them. Templates print them with %q: lines in which all are words, as words.
plain_labels() { sed -n 's/"\([A-Za-z0-9._-]*\)"/\1/g; /"/!p'; }

listed() { case " $2 " in *" $1 "*) ;; *) return 1 ;; esac; }
older() { # VERSION VERSION, of numbers between dots; a word (dev) is no older version
  case $1 in [!0-9]*) return 1 ;; esac
  left=$1. right=$2.
  while [ -n "$right" ]; do
    number=${left%%.*} other_number=${right%%.*}
    if [ "${number:-0}" != "${other_number:-0}" ]; then
      [ "${number:-0}" -lt "${other_number:-0}" ]
      return
    fi
    left=${left#*.} right=${right#*.}
  done
  return 1
}
