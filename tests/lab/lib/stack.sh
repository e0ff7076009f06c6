# shellcheck shell=bash disable=SC2034,SC2153  # the stack's images: one layer of Debian packages, built and pushed on a lab host, kept as registry data

stack_cache() { echo "$CACHE/stack-$(recipe_hash "$LIB/stack.sh" "$LIB/image.sh" "$LIB"/../images/{Dockerfile,*.yml,*.py,*.sh})"; }

# Paths are made here and not in the Dockerfile: a RUN costs a container, and a layer, for each image.
build_base_layer() {
  # shellcheck disable=SC2016  # for mmdebstrap's shell
  bootstrap essential postgresql,redis-server,prometheus,python3,busybox,tzdata "$1" --format=tar \
    --dpkgopt='path-exclude=/usr/lib/*/libLLVM*' --dpkgopt='path-exclude=/usr/lib/llvm*' \
    --dpkgopt='path-exclude=/usr/lib/postgresql/*/lib/bitcode/*' --dpkgopt='path-exclude=/usr/bin/promtool' \
    --essential-hook='mkdir -p "$1/etc/postgresql-common" && echo "create_main_cluster = false" >"$1/etc/postgresql-common/createcluster.conf"' \
    --customize-hook='for p in "$1"/usr/lib/postgresql/*/bin/*; do ln -sf "${p#"$1"}" "$1/usr/local/bin/${p##*/}"; done' \
    --customize-hook='ln -sf python3 "$1/usr/bin/python"' \
    --customize-hook='mkdir -p "$1/data" "$1/prometheus" "$1/home/node/.n8n" "$1/var/lib/grafana" "$1/var/lib/postgresql/data"' \
    --customize-hook='chroot "$1" chown redis:redis /data && chroot "$1" chown nobody:nogroup /prometheus && chown 1000:1000 "$1/home/node/.n8n" && chown 472:472 "$1/var/lib/grafana" && chroot "$1" chown postgres:postgres /var/lib/postgresql/data' \
    --customize-hook='rm -rf "$1"/var/lib/apt/lists "$1"/var/cache/* "$1"/var/log/* "$1/etc/prometheus/prometheus.yml"'
}

# A few megabytes: busybox alone. What most tests build on and run.
build_tiny_layer() {
  local at=$1 image=$2 version=$3
  mkdir -p "$at"/{bin,etc,tmp,www,data}
  chmod 1777 "$at/tmp"
  install -m755 "$image/bin/busybox" "$at/bin/busybox"
  local applet
  for applet in $("$at/bin/busybox" --list | grep -vx busybox); do ln -s busybox "$at/bin/$applet"; done
  echo 'root:x:0:0:root:/:/bin/sh' >"$at/etc/passwd"
  echo "tiny $version" >"$at/www/index.html"
}

on_builder() { LOGIN=root host_ssh "$@"; }

push_tiny() {
  local version
  for version in 1 2; do
    build_tiny_layer "$LAB/tiny$version" "$(host_image)" "$version"
    tar -C "$LAB/tiny$version" --sort=name --owner=0 --group=0 -c . |
      on_builder docker import -c "'CMD [\"httpd\", \"-f\", \"-p\", \"80\", \"-h\", \"/www\"]'" - "$REGISTRY/lab/tiny:$version"
    on_builder docker push -q "$REGISTRY/lab/tiny:$version"
  done
}

make_stack() {
  on_builder docker import - lab/base <"$LAB/base.tar"
  rm "$LAB/base.tar"
  tar -C "$LIB/../images" -c . | on_builder "mkdir -p /root/images && tar -C /root/images -x"
  on_builder_compose build --quiet
}

on_builder_compose() { on_builder "cd /root/images && BUILDX_NO_DEFAULT_ATTESTATIONS=1 REGISTRY=$REGISTRY docker compose -p images $*"; }

push_images() {
  push_tiny
  on_builder_compose push --quiet
}

# Docker's folder of a host that pulled the images through the mirror, as any host would, taken while Docker is off.
keep_docker_folder() {
  local into=$1 reference
  shift
  for reference in "$@"; do on_builder docker pull -q "$reference"; done
  on_builder "systemctl stop docker.socket docker.service && sync"
  mkdir -p "$into"
  cp -a "$HOST/docker/." "$into/"
  rm -rf "$into/tmp" "$into/runtimes" "$into/containers" "$into/network"
  on_builder systemctl start docker.service
}

keep_docker_folders() {
  local references
  on_builder "docker images -q | sort -u | xargs docker rmi -f >/dev/null && docker system prune -af >/dev/null"
  keep_docker_folder "$1/docker-tiny" lab/tiny:1 lab/tiny:2
  # shellcheck disable=SC2016  # Compose's variable
  mapfile -t references < <(sed -n 's|^ *image: ${REGISTRY}/||p' "$LIB/../images/compose.yml" | sed 's|^library/||')
  keep_docker_folder "$1/docker-stack" "${references[@]}"
}

# In a lab of its own, with the cache itself as its registry's data; what an interrupted run left is cleared first.
build_stack_images() {
  local part=$1 log=$LAB_ROOT/log
  KEY=$(lab_key images builder)
  LAB=$LAB_ROOT/labs/$KEY REGISTRY_DATA=$part/registry STORE=overlay2 IMAGES=none ENV_FILE=''
  # Whatever ends this, the builder goes; a later `up` clears one that was killed.
  COINPILOT_LAB_OWNER=$$
  remove_lab
  trap remove_lab EXIT
  start_in_lab builder
  wait_ready builder
  REGISTRY=$(<"$LAB/subnet").2:5000
  long_step "the stack's images: their base, from Debian's packages" "$log/stack-base.log" build_base_layer "$LAB/base.tar"
  long_step "the stack's images: building them on a lab host" "$log/stack-build.log" make_stack
  long_step "the stack's images: pushing them to the lab's registry" "$log/stack-push.log" push_images
  long_step "the stack's images: pulling them once, to start later hosts with" "$log/stack-pull.log" keep_docker_folders "$part"
}

ensure_stack_images() {
  local cache
  cache=$(stack_cache)
  [ ! -d "$cache" ] || return 0
  require_disk
  discard_tree "$cache.part"
  mkdir -p "$cache.part/registry"
  (build_stack_images "$cache.part")
  mv "$cache.part" "$cache"
}
