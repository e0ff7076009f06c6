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
  while IFS=$tab read -r kind dockerfile rules path; do
    case $path in /*) ;; *) fail 2 "'$path' is not an absolute path" "$usage_fix" ;; esac
    case $kind in
      read) checkout_file "$path" ;;
      sum) if [ -f "$path" ] && take_digest "$path"; then emit sum "$digest_is $path"; else emit sum "- $path"; fi ;;
      tree) emit tree "$(tree_digest "$path" "$dockerfile" "$rules") $path" ;;
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
  elif [ "$(stat -L -c %s "$1")" -gt 4194304 ]; then
    fail 2 "$1 has more than 4 MiB: it is no Compose or env file" "correct the path"
  else
    emit file "file $(base64 -w0 <"$1") $1"
  fi
}

tree_digest() { # PATH DOCKERFILE RULES: sha256 over names, kinds and contents; - where there is none, ? where it can't be read
  if [ -d "$1" ]; then
    read_whole=$({ cd "$1" && kept_names "$2" "$3" | canonical_tar --no-recursion --verbatim-files-from -T -; } | sha256sum)
  elif [ -e "$1" ]; then
    read_whole=$({ cd "$(dirname "$1")" && canonical_tar --dereference -- "./$(basename "$1")"; } | sha256sum)
  else
    echo -
    return
  fi
  read_whole=${read_whole%% *}
  if [ -e "$questions.broken" ]; then
    rm -f "$questions.broken"
    read_whole='?'
  fi
  echo "$read_whole"
}

canonical_tar() { # what git or a login may change without changing the content is left out: times, owners, groups' modes
  tar --format=gnu --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --hard-dereference --mode=u=rwX,go=rX -cf - "$@" || : >"$questions.broken"
}

kept_names() { # DOCKERFILE RULES: what lies below the folder that we stand in, without what .dockerignore leaves out
  [ "$2" = - ] || set -- "$1" "$(printf %s "$2" | base64 -d)"
  find . -mindepth 1 \( -type f -o -type d -o -type l \) -printf '%P\n' | KEEP=$1 RULES=$2 awk '
    BEGIN { count = split(ENVIRON["RULES"], rule, "\n") }
    {
      out = 0
      for (i = 1; i <= count; i++)
        if ((substr(rule[i], 1, 1) == "x") != out && rule[i] ~ /^[xk]/ && $0 ~ substr(rule[i], 2)) out = !out
      if (!out || $0 == ENVIRON["KEEP"]) print
    }' | sort
}

checkout_git() { # FOLDER: its commit and how much differs from it; as its owner, since git refuses other people's checkouts
  if ! command -v git >/dev/null; then
    emit git "- git is not installed"
    return
  fi
  [ -d "$1" ] || return 0
  owner=$(stat -c %u "$1")
  : >"$questions.git"
  commit=$(git_of "$1" rev-parse --verify HEAD 2>"$questions.git") || commit=''
  if [ -z "$commit" ]; then
    emit git "- $(sed -n '1s/^fatal: //p' "$questions.git" | tr '\t' ' ')"
  elif dirty=$(git_of "$1" status --porcelain --untracked-files=normal -- . 2>"$questions.git"); then
    emit git "$commit $(printf %s "$dirty" | grep -c . || :)"
    printf '%s\n' "$dirty" | sed -n "1,5s/^/dirty$tab/p" | grep -v "^dirty$tab\$" || :
  else
    emit git "- $(head -n 1 "$questions.git" | tr '\t' ' ')"
  fi
  rm -f "$questions.git"
}

git_of() { # FOLDER ARGUMENT…: reads only, and no program that the checkout's settings name
  folder=$1
  shift
  HOME=$(getent passwd "$owner" | cut -d: -f6) GIT_OPTIONAL_LOCKS=0 timeout 60 setpriv --reuid "$owner" --regid "$(stat -c %g "$folder")" --clear-groups \
    git -c safe.directory='*' -c core.fsmonitor=false -C "$folder" "$@"
}

checkout_since() { # what the release refers to: same, differs or gone
  [ -f "$base/releases/$release/checkout" ] || return 0
  [ -n "${questions:-}" ] || make_work
  questions=$work/questions
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
  while IFS=$tab read -r digest kind dockerfile rules path; do
    [ "$(tree_digest "$path" "$dockerfile" "$rules")" = "$digest" ] ||
      fail 30 "$path changed on this host while it was being deployed" "run the command again, when nobody works in the checkout"
  done <"$work/release/checkout"
}

not_rolled_back() { # RELEASE: of a checkout, only the images go back
  [ -f "$base/releases/$1/checkout" ] || return 0
  make_work || return 0
  questions=$work/questions
  changed=$(release=$1 checkout_since | sed -n "s/^since$tab\(differs\|gone\) \(mount\|env\|config\|secret\) //p" | tr '\n' ' ')
  [ -z "$changed" ] || emit warning "configuration in the checkout is not rolled back; it is not what $1 was made with: $changed"
}
