# shellcheck shell=bash  # the hosts' root file system, built once from Debian's packages and shared by all hosts

HOST_PACKAGES=systemd,systemd-sysv,dbus,passwd,libpam-systemd,openssh-server,sudo,iproute2,iptables,procps,curl
HOST_PACKAGES+=,git,ca-certificates,busybox-static
DOCKER_PACKAGES=docker.io,docker-cli,docker-compose

# Another recipe is another image: hosts of an older checkout keep theirs.
recipe_hash() { cat "$@" | sha256sum | cut -c1-12; }
# host_image [SUITE]
host_image() { echo "$CACHE/host-${1:-$SUITE}-$(recipe_hash "$LIB/image.sh")"; }

# Debian's archive as this machine's own apt knows it; nothing where it knows none (Ubuntu), then mmdebstrap's default holds.
debian_sources() {
  local main security
  main=${COINPILOT_LAB_MIRROR:-}
  # shellcheck disable=SC2016  # apt's own placeholders
  [ -n "$main" ] || main=$(apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(COMPONENT)|$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    awk -F'|' '$1 == "Debian" && $2 == "Debian" && $3 == "main" { print $4; exit }')
  [ -n "$main" ] || return 0
  echo "deb $main $SUITE main"
  [ -z "${DOCKER_SUITE:-}" ] || echo "deb $main $DOCKER_SUITE main"
  # shellcheck disable=SC2016
  security=$(apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(COMPONENT)|$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    awk -F'|' '$1 == "Debian" && $2 == "Debian-Security" && $3 == "main" { print $4; exit }')
  [ -z "$security" ] || echo "deb $security $SUITE-security main"
}

# bootstrap VARIANT PACKAGES TARGET [mmdebstrap options…]
bootstrap() {
  local variant=$1 packages=$2 target=$3 sources proxy
  shift 3
  mapfile -t sources < <(debian_sources)
  proxy=$(apt-config shell P Acquire::http::Proxy | sed -n "s/^P='\(.*\)'$/\1/p")
  [ -z "$proxy" ] || set -- "$@" --aptopt="Acquire::http::Proxy \"$proxy\""
  mmdebstrap --quiet --mode=root --variant="$variant" --keyring=/usr/share/keyrings/debian-archive-keyring.gpg \
    --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' --aptopt='Acquire::Retries "3"' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/info/*' \
    --include="$packages" "$@" "$SUITE" "$target" "${sources[@]}"
}

# build_host_image IMAGE SUITE
build_host_image() {
  local image=$1 root=$1.part SUITE=$2 DOCKER_SUITE='' packages=$HOST_PACKAGES,$DOCKER_PACKAGES
  if [ "$SUITE" = bookworm ]; then
    # Debian 12 has no Compose v2: its hosts take Docker and Compose from elsewhere, as people do, and all else from Debian 12.
    DOCKER_SUITE=trixie
    packages=$HOST_PACKAGES$(sed 's|[^,]*|,&/trixie|g; s|,,|,|g' <<<"$DOCKER_PACKAGES")
  fi
  # The registry's program comes from the same suite, unpacked and never installed: its package would start a service.
  # shellcheck disable=SC2016  # for the shell inside
  bootstrap apt "$packages" "$root" --format=directory --aptopt="APT::Default-Release \"$SUITE\"" \
    --customize-hook='chroot "$1" sh -c "cd /tmp && apt-get -q download docker-registry && dpkg -x docker-registry_*.deb registry"' \
    --customize-hook='install -D -m755 "$1/tmp/registry/usr/bin/docker-registry" "$1/usr/lib/coinpilot-lab/docker-registry"' \
    --customize-hook='rm -rf "$1/tmp/registry" "$1"/tmp/docker-registry_*.deb'
  chroot "$root" useradd -m -s /bin/bash -G sudo,docker deploy
  chroot "$root" useradd -m -s /bin/bash plain
  install -m440 /dev/stdin "$root/etc/sudoers.d/deploy" <<<'deploy ALL=(ALL) NOPASSWD: ALL'
  # Nothing waits for a name server or for a login that will not come; many connections at once are what tests do.
  printf '%s\n' 'PasswordAuthentication no' 'UseDNS no' 'MaxStartups 100' >"$root/etc/ssh/sshd_config.d/10-lab.conf"
  # Of OpenSSH 9.8 and later.
  [ "$SUITE" = bookworm ] || echo 'PerSourcePenalties no' >>"$root/etc/ssh/sshd_config.d/10-lab.conf"
  rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/apt/apt.conf.d/99mmdebstrap"
  local unit
  for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer \
    dev-hugepages.mount sys-kernel-debug.mount sys-kernel-tracing.mount getty.target console-getty.service; do
    ln -sf /dev/null "$root/etc/systemd/system/$unit"
  done
  mv "$root" "$image"
}

# ensure_host_image [SUITE]
ensure_host_image() {
  local image old
  image=$(host_image "${1:-$SUITE}")
  [ -d "$image" ] && return 0
  require_disk
  for old in "$CACHE"/*.part; do discard_tree "$old"; done
  mkdir -p "$CACHE" "$LAB_ROOT/log"
  long_step "building the hosts' image from Debian's packages (450 MB, half a minute)" "$LAB_ROOT/log/host-image.log" build_host_image "$image" "${1:-$SUITE}"
}

# Images of other recipes: kept while a host stands on them, and for a day, because checkouts of two versions may take turns.
prune_cache() {
  local old
  touch "$(host_image)" "$(host_image "$HOST_SUITE")" "$(stack_cache)"
  while IFS= read -r old; do
    cat "$LAB_ROOT"/labs/*/hosts/*/image "$LAB_ROOT"/labs/*/registry/shared 2>/dev/null | grep -qF "$old" || discard_tree "$old"
  done < <(find "$CACHE" -mindepth 1 -maxdepth 1 -mmin +1440)
}
