#!/bin/sh
# A docker of a few files, for tests of the host's program: what each name of an image means, what runs, what a registry has.
#   names       NAME ID                          gone       ids of images that a prune took
#   containers  ID SERVICE RUNNING ID-OF-IMAGE NAME-OF-IMAGE
#   registry    NAME ID DIGEST                   half-made  what `ps` says of containers that don't run
#   labels      "KEY" ID, of images             made-from  what containers say of the files that they are of
#   events      what the template makes of an event: ACTION ID       labelled   ids of containers with a label `signal`
#   endless     ids of containers whose log is one line of 400 MB
#   silent      the kinds of questions that are not answered
cd "$(dirname "$0")/../docker" || exit 1
echo "$*" >>log
case " $(cat silent 2>/dev/null) " in
  *" $1 "*)
    echo 'Cannot connect to the Docker daemon' >&2
    exit 1
    ;;
esac

meaning() { # NAME: sets id
  case $1 in
    sha256:*) id=$1 ;;
    *) id=$(awk -v name="$1" '$1 == name { print $2 }' names) ;;
  esac
  [ -n "$id" ] && ! grep -qsx -e "$id" gone
}

name() { # NAME ID; several run at once
  exec 3>lock
  flock 3
  awk -v name="$1" '$1 != name' names >names.part
  echo "$1 $2" >>names.part
  mv names.part names
  exec 3>&-
}

case $1:$2 in
  events:*) cat events 2>/dev/null ;;
  inspect:-f*) case $3 in '{{if .State.Running}}'* | '{{slice .Name'*) echo 10; exit ;; esac ;;
esac
case $1 in logs) for id in "$@"; do :; done; ! grep -qsx -e "$id" endless || head -c 400000000 /dev/zero | tr '\0' x; echo "2026-11-30T00:00:00Z of $id"; exit ;; esac
case $* in 'ps '*'label=signal'*) cat labelled 2>/dev/null; exit ;; esac
case $1:$2 in
  image:inspect)
    case $4 in *'range $key'*) cat labels 2>/dev/null; exit ;; esac
    shift 5
    code=0
    for reference in "$@"; do
      if meaning "$reference"; then echo "$id"; else code=1; fi
    done
    exit "$code"
    ;;
  tag:*)
    meaning "$2" || exit 1
    name "$3" "$id"
    ;;
  rmi:*)
    shift
    for reference in "$@"; do name "$reference" -; done
    grep -v ' -$' names >names.part
    mv names.part names
    ;;
  pull:*)
    for reference in "$@"; do :; done
    line=$(grep "^$reference " registry) || {
      echo "manifest for $reference not found" >&2
      exit 1
    }
    id=${line#* } digest=${line##* } id=${id% *}
    name "$reference" "$id"
    name "${reference%:*}@$digest" "$id"
    case $* in *-q*) ;; *) printf '1: Pulling from %s\nDigest: %s\nStatus: Downloaded newer image for %s\n' "$reference" "$digest" "$reference" ;; esac
    echo "$reference"
    ;;
  ps:-a) cat half-made ;;
  ps:*) awk -v running="$2" 'running != "-q" || $3 == "true" { print $1 }' containers ;;
  inspect:*)
    format=$3
    shift 3
    for id in "$@"; do
      line=$(grep "^$id " containers) || exit 1
      # shellcheck disable=SC2086 # words
      set -- $line
      case $format in
        *oneoff*) echo "$2 $3 $4 $5" ;;
        working_dir=*) printf 'working_dir="/srv/%s"\nconfig_files="/srv/%s/compose.yml"\nenvironment_file=""\n' "$2" "$2" ;;
        *config_files*) cat "made-from" ;;
        *) echo "$5 $4" ;;
      esac
    done
    ;;
esac
