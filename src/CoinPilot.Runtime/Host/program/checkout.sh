# shellcheck shell=sh  # checkout: a stack that lies on this host; its Compose files are copied, all else is used where it is

checkout() { # answers a list of questions, or with release= says what has changed since that release was made
  need_root
  if [ -n "$release" ]; then
    checkout_since
    return
  fi
  given bytes "$bytes"
  make_work
  questions=$work/questions
  timeout 60 head -c "$bytes" >"$questions" || :
  [ "$(stat -c %s "$questions")" = "$bytes" ] || fail 2 "the list of what to read is cut off" "$again"
  reads_for 300
  checkout_folder=/
  while IFS=$tab read -r kind dockerfile rules path; do
    case $path in /*) ;; *) fail 2 "'$path' is not an absolute path" "$usage_fix" ;; esac
    case $kind in
      in) checkout_folder=$path ;;
      read) checkout_file "$path" ;;
      sum)
        digest_is=-
        [ ! -f "$path" ] || digest_is=$(timeout 20 head -c "$most_read" -- "$path" | sha256sum)
        emit sum "${digest_is%% *} $path"
        ;;
      tree)
        [ "${#rules}" -le 65536 ] || fail 2 "the rules of .dockerignore for $path are too many" "write fewer of them: 48 KiB at most"
        digest_is=$(tree_digest "$path" "$dockerfile" "$rules")
        [ ! -e "$questions.late" ] || fail 2 "$path could not be read in time: its files or the rules of .dockerignore are too many, too large, or not to be read" \
          "leave out of it what is not needed, or write simpler rules"
        emit tree "$digest_is $path"
        ;;
      git) checkout_git "$path" ;;
      names) find "$path" -maxdepth 1 -type f ! -name "*$newline*" \( -name '*.yml' -o -name '*.yaml' \) -printf "name$tab%f\n" 2>/dev/null | sort | head -n 20 || : ;;
      stat) emit stat "$(kind_of "$path") $path" ;;
      *) fail 2 "'$kind' is not a question of checkout" "$usage_fix" ;;
    esac
  done <"$questions"
}

kind_of() { if [ -d "$1" ]; then echo folder; elif [ -f "$1" ]; then echo file; elif [ -e "$1" ]; then echo other; else echo missing; fi; }

checkout_file() { # FILE: its kind, and its bytes
  kind=$(kind_of "$1")
  if [ "$kind" != file ]; then
    emit file "$kind - $1"
    return
  fi
  find_reader "$1"
  # What it is now may be another thing by the time it is opened.
  as_reader 20 head -c $((most_read + 1)) -- "$1" >"$work/read" 2>/dev/null ||
    fail 2 "$1 can't be read with the rights of the user ${reader%% *}, whose checkout it is" \
      "let that user read it; a link to a file that only root may read is not followed"
  [ "$(stat -c %s "$work/read")" -le "$most_read" ] || fail 2 "$1 has more than 4 MiB: it is no Compose or env file" "correct the path"
  emit file "file $(base64 -w0 <"$work/read") $1"
}

most_read=4194304

# A checkout, a folder above a file, or a link may be somebody's who is not root: then nothing is read that only root may read.
find_reader() { # PATH: sets reader: the user and the group whose rights it is read with
  set -- "$checkout_folder" "$1"
  for above in "$@"; do
    while above=${above%/*} && [ -n "$above" ]; do set -- "$@" "$above"; done
  done
  reader=$(stat -c '%u %g' -- "$@" | sed -n '/^0 /d; p; q')
  : "${reader:=0 0}"
}

as_reader() { # SECONDS COMMAND…
  bound=$1
  shift
  timeout -k 5 "$bound" setpriv --reuid "${reader%% *}" --regid "${reader#* }" --clear-groups "$@"
}

tree_digest() { # PATH DOCKERFILE RULES: sha256 over names, kinds and contents; - where there is none, ? where it can't be read
  read_uptime
  left=$((read_ends - host_uptime))
  if [ "$left" -le 0 ]; then
    unread 124
    read_whole=''
  elif [ -d "$1" ]; then
    read_whole=$({ cd "$1" && kept_names "$2" "$3" | canonical_tar --no-recursion --verbatim-files-from -T -; } | sha256sum)
  elif [ -e "$1" ]; then # what is no file is told by its kind, and not opened
    read_whole=$({ cd "$(dirname "$1")" && canonical_tar --dereference -- "./$(basename "$1")"; } | sha256sum)
  else
    echo -
    return
  fi
  read_whole=${read_whole%% *}
  read_uptime
  [ "$host_uptime" -lt "$read_ends" ] || unread 124
  if [ -e "$questions.broken" ]; then
    rm -f "$questions.broken"
    read_whole='?'
  fi
  echo "$read_whole"
}

reads_for() { # SECONDS: all that is read from now on together
  read_uptime
  read_ends=$((host_uptime + $1))
}

canonical_tar() { # what git or a login may change without changing the content is left out: times, owners, groups' modes
  timeout -k 5 "$left" tar --format=gnu --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --hard-dereference --mode=u=rwX,go=rX -cf - "$@" || unread $?
}

unread() { # EXIT-CODE
  : >"$questions.broken"
  case $1 in 124 | 137) : >"$questions.late" ;; esac
}

kept_names() { # DOCKERFILE RULES: what lies below the folder that we stand in, without what .dockerignore leaves out
  [ "$2" = - ] || set -- "$1" "$(printf %s "$2" | base64 -d)"
  timeout -k 5 "$left" find . -mindepth 1 \( -type f -o -type d -o -type l \) -printf '%P\n' | KEEP=$1 RULES=$2 timeout -k 5 "$left" awk '
    BEGIN { count = split(ENVIRON["RULES"], rule, "\n") }
    {
      out = 0
      for (i = 1; i <= count; i++)
        if ((substr(rule[i], 1, 1) == "x") != out && rule[i] ~ /^[xk]/ && $0 ~ substr(rule[i], 2)) out = !out
      if (!out || $0 == ENVIRON["KEEP"]) print
    }' >"$questions.names" || unread $?
  sort "$questions.names"
}

checkout_git() { # FOLDER: its commit and how much differs from it; as its owner, since git refuses other people's checkouts
  if ! command -v git >/dev/null; then
    emit git "- git is not installed"
    return
  fi
  [ -d "$1" ] || return 0
  checkout_folder=$1
  find_reader "$1"
  : >"$questions.git"
  commit=$(git_of "$1" rev-parse --verify HEAD 2>"$questions.git") || commit=''
  if [ -z "$commit" ]; then
    emit git "- $(sed -n '1s/^fatal: //p' "$questions.git" | tr '\t' ' ')"
  elif [ "${reader%% *}" = 0 ] && others_write "$(git_of "$1" rev-parse --absolute-git-dir)"; then
    emit git "- others than root may write its settings, which name programs: chmod -R go-w its .git"
  elif dirty=$(git_of "$1" status --porcelain --untracked-files=normal -- . 2>"$questions.git"); then
    emit git "$commit $(printf %s "$dirty" | grep -c . || :)"
    printf '%s\n' "$dirty" | sed -n "1,5s/^/dirty$tab/p" | grep -v "^dirty$tab\$" || :
  else
    emit git "- $(head -n 1 "$questions.git" | tr '\t' ' ')"
  fi
  rm -f "$questions.git"
}

# A filter that the settings name runs as soon as git looks into a file.
others_write() { [ -n "$(find -L "$1" "$1/config" -maxdepth 0 \( ! -uid 0 -o -perm /002 -o -perm /020 ! -gid 0 \) 2>&1)" ]; }

git_of() { # FOLDER ARGUMENT…: reads only, with the rights of the checkout's owner
  folder=$1
  shift
  HOME=$(getent passwd "${reader%% *}" | cut -d: -f6) GIT_OPTIONAL_LOCKS=0 as_reader 60 git -c core.fsmonitor=false -C "$folder" "$@"
}

checkout_since() { # what the release refers to: same, differs or gone
  [ -f "$base/releases/$release/checkout" ] || return 0
  [ -n "${questions:-}" ] || make_work
  questions=$work/questions
  reads_for "${1:-300}"
  while IFS=$tab read -r digest kind dockerfile rules path; do
    case $(tree_digest "$path" "$dockerfile" "$rules") in
      "$digest") emit since "same $kind $path" ;;
      -) emit since "gone $kind $path" ;;
      *) emit since "differs $kind $path" ;;
    esac
  done <"$base/releases/$release/checkout"
}

check_checkout() { # before and after the images are made: what the client read is what is used
  [ -f "$work/release/checkout" ] || return 0
  questions=$work/questions
  reads_for 300
  while IFS=$tab read -r digest kind dockerfile rules path; do
    [ "$(tree_digest "$path" "$dockerfile" "$rules")" = "$digest" ] ||
      fail 30 "$path changed on this host while it was being deployed" "run the command again, when nobody works in the checkout"
  done <"$work/release/checkout"
}

not_rolled_back() { # RELEASE: of a checkout, only the images go back
  [ -f "$base/releases/$1/checkout" ] || return 0
  make_work || return 0
  questions=$work/questions
  changed=$(release=$1 checkout_since 15 | sed -n "s/^since$tab\(differs\|gone\) \(mount\|env\|config\|secret\) //p" | tr '\n' ' ')
  [ -z "$changed" ] || emit warning "configuration in the checkout is not rolled back; it is not what $1 was made with: $changed"
}
