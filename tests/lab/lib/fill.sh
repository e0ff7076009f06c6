# shellcheck shell=bash  # what a new host finds on its disk: images already pulled, an .env of its own

# Layers are never changed in place, so they may be shared by hard links; databases are, so they are copied.
fill_docker() {
  [ "$IMAGES" != none ] || return 0
  local from
  from=$(stack_cache)/docker-$IMAGES
  cp -al "$from/overlay2" "$HOST/docker/overlay2"
  find "$from" -mindepth 1 -maxdepth 1 ! -name overlay2 -exec cp -a -t "$HOST/docker" {} +
}

# Random values in place of the example's placeholders: the lints hold, and no two hosts share a secret.
make_env() {
  local line key
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      *=change_me)
        key=${line%%=*}
        case $key in
          *_URL) line="$key=https://discord.invalid/api/webhooks/$RANDOM$RANDOM/$(random_word)" ;;
          *_USER) line="$key=operator-$(random_word | cut -c1-6)" ;;
          *) line="$key=$(random_word)" ;;
        esac
        ;;
    esac
    printf '%s\n' "$line"
  done <"$1"
}

random_word() { tr -d - </proc/sys/kernel/random/uuid; }

install_env() {
  local example=$CHECKOUT/deploy/cloud/oci/.env.example to=$HOST/root$ENV_FILE
  [ -n "$ENV_FILE" ] && [ -e "$example" ] || return 0
  install -d -m755 "$(dirname "$(dirname "$to")")" "$(dirname "$to")"
  make_env "$example" | install -m600 /dev/stdin "$to"
}
