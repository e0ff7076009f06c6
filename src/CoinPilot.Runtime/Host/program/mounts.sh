# shellcheck shell=sh  # files and folders that services mount

mend_path() { # an object that lacks something is sent again only when the whole of it is away
  case $1 in
    "$base/objects/"*) object=${1#"$base/objects/"} && echo "sudo rm -rf $base/objects/${object%%/*}, then ./build.sh DeployUnit --force" ;;
    *) echo "put it there, or correct the Compose file" ;;
  esac
}

# Where `config` says nothing: some Compose leaves out a false, some a true. One that writes the true of a short mount leaves out the false.
silent_mount() {
  if printf 'services: { a: { image: x, volumes: ["/a:/b"] } }' | dk compose -p probe -f - config --format json 2>/dev/null | grep -q '"create_host_path": true'; then echo never; else echo made; fi
}

need_mounts() { # FACTS: what Docker would not find, or would make an empty folder of
  while read -r kind made service path; do
    if [ "$kind" != bind ] || [ -e "$path" ]; then continue; fi
    [ "$made" != default ] || made=$(silent_mount)
    case $made$path in
      never*) fail 2 "$path, which $service mounts, is not on this host" "$(mend_path "$path")" ;;
      *"$base/project/"*) ;; # state: made at the first start
      *) emit warning "$path, which $service mounts, is not on this host: Docker makes an empty folder of it" ;;
    esac
  done <"$1"
}
