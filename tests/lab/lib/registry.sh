# shellcheck shell=bash  # the lab's registry: Debian's docker-registry on the lab's own address, over the shared image data

registry_runs() { process_is "$(cat "$LAB/registry/pid" 2>/dev/null)" "$LAB/registry"; }

# What a host pushes stays in this lab: the shared data is the lower layer of an overlay.
mount_registry_data() {
  local at=$LAB/registry/data shared
  shared=$(stack_cache)/registry
  mkdir -p "$at" "$LAB/registry/upper" "$LAB/registry/work"
  if mountpoint -q "$at"; then return 0; fi
  if [ "$(cat "$LAB/registry/shared" 2>/dev/null)" != "$shared" ]; then
    rm -rf "$LAB/registry/upper" "$LAB/registry/work"
    mkdir -p "$LAB/registry/upper" "$LAB/registry/work"
    echo "$shared" >"$LAB/registry/shared"
  fi
  mount -t overlay "cp-$KEY-registry" -o "lowerdir=$shared,upperdir=$LAB/registry/upper,workdir=$LAB/registry/work" "$at"
}

start_registry() {
  ! registry_runs || return 0
  stop_registry
  local data=${REGISTRY_DATA:-} tries
  mkdir -p "$LAB/registry"
  [ -n "$data" ] || { mount_registry_data; data=$LAB/registry/data; }
  cat >"$LAB/registry/config.yml" <<CONFIG
version: 0.1
log: { level: warn, accesslog: { disabled: true } }
storage: { filesystem: { rootdirectory: "$data" }, delete: { enabled: true }, cache: { blobdescriptor: inmemory } }
http: { addr: "$(<"$LAB/subnet").2:5000", secret: lab }
CONFIG
  run_registry >>"$LAB/registry/log" 2>&1 </dev/null &
  echo $! >"$LAB/registry/pid"
  disown
  for ((tries = 0; tries < 100; tries++)); do
    (: >"/dev/tcp/$(<"$LAB/subnet").2/5000") 2>/dev/null && return 0
    kill -0 "$(<"$LAB/registry/pid")" 2>/dev/null || break
    sleep 0.05
  done
  tail -n 5 "$LAB/registry/log" >&2
  die 1 "the lab's registry does not start" "its log is $LAB/registry/log"
}

# The program comes from the hosts' image, so it runs with that image's loader and libraries, not with this machine's.
run_registry() {
  local image group loader libraries
  image=$(host_image)
  group=$(cgroup_root)/cp-$KEY/registry
  mkdir -p "$group"
  echo "$BASHPID" >"$group/cgroup.procs"
  close_inherited
  trap '' HUP INT
  loader=$(find "$image/usr/lib" "$image/usr/lib64" -maxdepth 1 -name 'ld-linux*.so.*' | head -n 1)
  libraries=$(dirname "$(find "$image/usr/lib" -maxdepth 2 -name libc.so.6 | head -n 1)")
  exec setsid "$loader" --library-path "$libraries" "$image/usr/lib/coinpilot-lab/docker-registry" serve "$LAB/registry/config.yml"
}

stop_registry() {
  local group
  group=$(cgroup_root)/cp-$KEY/registry
  kill_group "$group"
  unmount_below "$LAB/registry"
  rm -f "$LAB/registry/pid"
}
