#!/usr/bin/env bash
# Finds or installs the .NET SDK, chooses the engine, builds build/ when something changed, and runs it.
# The exit code is the target's. Bash 3.2 and POSIX tools, so that it runs on macOS as it is.
set -euo pipefail

case ${BASH_SOURCE[0]} in */*) root=${BASH_SOURCE[0]%/*} ;; *) root=. ;; esac
root=$(cd "${root:-/}" && pwd -P)
temp=$root/.nuke/temp
memory=$temp/memory
export HOME="${HOME:-$(unset HOME && echo ~)}" # a service of systemd has none
nuke_version=10.1.0
package=${NUGET_PACKAGES:-$HOME/.nuget/packages}/nuke.common/$nuke_version
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

say() { printf 'build.sh: %s\n' "$*" >&2; }

fail() {
  say "$1"
  exit "${2:-1}"
}

# ── the SDK ──

# The folder of the SDK behind a dotnet program that may be a link.
sdk_folder() {
  local program=$1 link
  while [ -L "$program" ]; do
    link=$(readlink "$program")
    case $link in
      /*) program=$link ;;
      *) program=${program%/*}/$link ;;
    esac
  done
  (cd "${program%/*}/" && pwd -P)
}

# Whether global.json accepts what this dotnet has; the answer is remembered under its folder and the listing of its SDKs.
suits() {
  local text versions folder='' remembered=
  [ -x "$1" ] || return 1
  [ ! -f "$temp/sdk" ] || { IFS= read -r folder && IFS= read -r -d '' remembered; } <"$temp/sdk" || true
  [ "$1" -ef "$folder/dotnet" ] || folder=$(sdk_folder "$1")
  if [ -d "$folder/sdk" ]; then
    versions=("$folder/sdk"/*)
    sdk="$folder ${versions[*]##*/}"
  else
    sdk="$1 $("$1" --list-sdks 2>/dev/null)"
  fi
  IFS= read -r -d '' text <"$root/global.json" || true
  sdk="$sdk ${text//[[:space:]]/}"
  [ "$remembered" = "$sdk"$'\n' ] && return 0
  (cd "$root" && "$1" --version >/dev/null 2>&1) || return 1
  mkdir -p "$temp"
  printf '%s\n' "$folder" "$sdk" >"$temp/sdk"
}

install_sdk() {
  local script=$temp/dotnet-install.sh url=https://dot.net/v1/dotnet-install.sh
  say "no .NET SDK suits global.json: installing one into .nuke/temp/dotnet (about 250 MB)"
  mkdir -p "$temp"
  if command -v curl >/dev/null; then
    curl --fail --silent --show-error --location --connect-timeout 20 --max-time 120 --output "$script" "$url" || return 1
  elif command -v wget >/dev/null; then
    wget --quiet --timeout=20 --tries=2 --output-document="$script" "$url" || return 1
  else
    say "neither curl nor wget is here"
    return 1
  fi
  bash "$script" --jsonfile "$root/global.json" --install-dir "$temp/dotnet" --no-path >&2
}

find_dotnet() {
  local candidate
  for candidate in "$(command -v dotnet || true)" ${DOTNET_ROOT:+"$DOTNET_ROOT/dotnet"} "$HOME/.dotnet/dotnet" "$temp/dotnet/dotnet"; do
    if suits "$candidate"; then
      dotnet=$candidate
      return
    fi
  done
  dotnet=$temp/dotnet/dotnet
  if ! install_sdk || ! suits "$dotnet"; then
    fail "the .NET SDK that global.json asks for is not here and could not be installed.
  Install it by hand (https://dotnet.microsoft.com/download, or your distribution's dotnet-sdk-10.0) and run build.sh again."
  fi
}

# ── the engine: NUKE where its package is, else the stand-in of build/offline-engine ──

if command -v sha256sum >/dev/null; then sha256=(sha256sum); else sha256=(shasum -a 256); fi

# The first 16 digits of standard input's SHA-256.
checksum() {
  local sum
  sum=$("${sha256[@]}")
  printf '%s\n' "${sum:0:16}"
}

# What decides whether the package can be had: the SDK and the machine's NuGet configuration.
feed_key() {
  {
    printf '%s\n' "$sdk" "$nuke_version" "${NUGET_PACKAGES:-}"
    cat "$HOME"/.nuget/NuGet/*.[Cc]onfig "$HOME"/.config/NuGet/*.[Cc]onfig /etc/opt/NuGet/Config/* "$root"/[Nn]u[Gg]et.[Cc]onfig 2>/dev/null || true
  } | checksum
}

# Runs dotnet in the root for at most so many seconds, with a sign of life every ten; its output goes to a file.
# 124 when the time was up: what dotnet makes of being ended says nothing (restore and build end with 0 then).
within() {
  local seconds=$1 log=$2 job tick
  shift 2
  (cd "$root" && exec ${gently:+nice -n 19} "$dotnet" "$@") >"$log" 2>&1 &
  job=$!
  # A background job of a script ignores Ctrl-C, and hears nothing of a signal that its script dies of.
  trap 'kill "$job" 2>/dev/null; exit 130' INT
  trap 'kill "$job" 2>/dev/null; exit 143' TERM
  trap 'kill "$job" 2>/dev/null; exit 129' HUP
  for ((tick = 1; tick <= seconds * 5; tick++)); do
    kill -0 "$job" 2>/dev/null || break
    sleep 0.2
    ((tick % 50)) || [ -n "$gently" ] || say "dotnet $1: $((tick / 5)) s"
  done
  if kill "$job" 2>/dev/null; then
    sleep 1
    kill -9 "$job" 2>/dev/null || true
    wait "$job" 2>/dev/null || true
    trap - INT TERM HUP
    return 124
  fi
  trap - INT TERM HUP
  wait "$job" 2>/dev/null
}

# A package source that is a black hole would hang for ever.
restore_nuke() {
  within "$1" "$temp/nuke-restore.log" restore build/_build.csproj -p:NuGetAudit=false --verbosity quiet
}

# An emergency, or a confirmation that a timer waits for, waits for no package source: $word is then the target that says so.
is_emergency() {
  for word in "$@"; do
    case $(printf %s "$word" | tr -d '-' | tr '[:upper:]' '[:lower:]') in
      rollback | revertonfailure | checkstack | status | history | logs) return 0 ;;
    esac
  done
  return 1
}

# A "no" in a file is good for a day, and until the configuration changes.
said_no() {
  [ -n "$(find "$1" -mtime -1 2>/dev/null)" ] && [ "$(cat "$1")" = "$(feed_key)" ]
}

choose_engine() {
  local no=$temp/no-nuke word='' code=0
  case ${COINPILOT_ENGINE:-} in
    nuke | offline)
      engine=$COINPILOT_ENGINE why="COINPILOT_ENGINE says so"
      return
      ;;
    '') ;;
    *) fail "COINPILOT_ENGINE is '$COINPILOT_ENGINE': it takes nuke or offline" 2 ;;
  esac
  if [ -f "$package/nuke.common.nuspec" ]; then
    engine=nuke why="Nuke.Common $nuke_version is in the packages folder"
    return
  fi
  engine=offline
  if said_no "$no"; then
    why="no package source had Nuke.Common $nuke_version in the last day"
    return
  fi
  if is_emergency "$@"; then
    why="Nuke.Common $nuke_version is not here, and $word waits for no package source" is_settled=
    return
  fi
  say "looking for Nuke.Common $nuke_version (20 s at most, once a day)"
  restore_nuke 20 || code=$?
  case $code in
    0) engine=nuke why="a package source has Nuke.Common $nuke_version" ;;
    124) why="the package sources did not give Nuke.Common $nuke_version within 20 s" ;;
    *) why="no package source has Nuke.Common $nuke_version" ;;
  esac
  [ "$code" = 0 ] || feed_key >"$no"
}

# ── build when something changed ──

# One line over the contents of everything that goes into the program.
stamp_of() {
  (
    cd "$root"
    printf '%s\n' "$sdk" "$engine"
    find build src global.json Directory.*.props .editorconfig \
      -type d \( -name bin -o -name obj \) -prune -o -type f -exec "${sha256[@]}" {} + | LC_ALL=C sort
  ) | checksum
}

lock() {
  local waited=0 owner
  until mkdir "$temp/lock" 2>/dev/null; do
    owner=$(cat "$temp/lock/pid" 2>/dev/null || true)
    if { [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; } || { [ -z "$owner" ] && [ "$waited" -gt 10 ]; }; then
      rm -rf "$temp/lock"
      continue
    fi
    [ "$waited" -gt 0 ] || say "another build.sh (process ${owner:-?}) is building: waiting for it"
    [ "$waited" -lt 2400 ] || fail "process $owner has been building for 40 minutes: end it, or remove $temp/lock"
    sleep 1
    waited=$((waited + 1))
  done
  echo $$ >"$temp/lock/pid"
  trap 'rm -rf "$temp/lock"' EXIT
}

build_engine() {
  local project output code=0
  case $engine in
    nuke) project=build/_build.csproj ;;
    offline) project=build/offline-engine/_build.offline.csproj ;;
  esac
  say "building the $engine engine (half a minute the first time)"
  within 1800 "$temp/engine-build.log" build "$project" --verbosity quiet --nologo -consoleLoggerParameters:NoSummary || code=$?
  if [ "$code" != 0 ]; then
    cat "$temp/engine-build.log" >&2
    [ "$code" != 124 ] || fail "$project was not built within half an hour.
  A package source may not answer (dotnet nuget list source), or the machine is too busy: run build.sh again."
    fail "$project does not compile: its messages are above"
  fi
  # NUKE's package leaves the framework out of the path.
  for output in "$root/$(dirname "$project")/bin/Debug" "$root/$(dirname "$project")/bin/Debug/net10.0"; do
    [ -f "$output/$program" ] || continue
    rm -rf "$copy.new" "$copy"
    mkdir -p "$(dirname "$copy")"
    cp -R "$output" "$copy.new"
    mv "$copy.new" "$copy"
  done
  [ -f "$copy/$program" ] || fail "$project was built, but $program is not under its bin/Debug"
  # A run may still load from its own copy: only what nobody used for a day goes.
  for output in "$temp/engine"/*; do
    [ -n "$(find "$output" -maxdepth 1 -mtime -1)" ] || rm -rf "$output"
  done
}

# A throwaway checkout runs too little to gain by it; what an emergency leaves as it is, a later run compiles.
stays_as_it_is() {
  [ "${CI:-}" = true ] || is_emergency "$@"
}

# Compiled ahead of time the program starts in half the time. It is done beside a run, at the lowest priority and without
# a word: no run waits for it or fails by it. Where the compiler can't be had, or the time was up, the program stays as it is.
compile_beside() {
  local no=$temp/no-compiler busy=$temp/compiling
  if [ -f "$copy/ahead" ] || stays_as_it_is "$@" || said_no "$no" || { [ -f "$busy" ] && kill -0 "$(cat "$busy")" 2>/dev/null; }; then
    return
  fi
  say "compiling it for this machine beside this run: the next one starts faster (.nuke/temp/ready-to-run.log)"
  (
    gently=yes
    trap 'rm -rf "$copy.ahead"; rm -f "$busy"' EXIT
    compile_ahead || feed_key >"$no"
    : >"$copy/ahead"
  ) </dev/null >/dev/null 2>&1 &
  echo $! >"$busy"
}

compile_ahead() {
  local project=build/ready-to-run/ready-to-run.csproj log=$temp/ready-to-run.log file
  mkdir -p "$copy.ahead" || return 1
  within 600 "$log" restore "$project" --verbosity quiet &&
    within 1800 "$log" build "$project" --no-restore -t:CompileAheadOfTime "-p:From=$copy" "-p:To=$copy.ahead" --verbosity quiet --nologo || return 1
  # One by one: a run may be loading the ones that they replace, and each is as good as its other.
  for file in "$copy.ahead"/*.dll; do
    mv -f "$file" "$copy/" || return 1
  done
}

# Where the program of the chosen engine runs from; the stamp of its sources may be known.
locate() {
  case $engine in
    nuke) program=_build.dll ;;
    offline) program=_build.offline.dll ;;
  esac
  stamp=${1:-$(stamp_of)}
  copy=$temp/engine/$engine-$stamp
}

# A package that lies here but lacks what it needs must not stop a rollback; what was asked for by hand is not replaced.
prepare_nuke() {
  if [ -n "${COINPILOT_ENGINE:-}" ]; then
    restore_nuke 600 && return
    cat "$temp/nuke-restore.log" >&2
    fail "Nuke.Common $nuke_version cannot be restored; COINPILOT_ENGINE=offline needs no package source for it"
  elif ! restore_nuke 20; then
    engine=offline why="Nuke.Common $nuke_version cannot be restored (.nuke/temp/nuke-restore.log)"
    locate
  fi
}

# ── what the last run found out: it holds as long as all that decides it is the same ──

# Words, and the files: each by its name, inode, size and the time of its last change of any kind, which nothing sets back
# (cp -p, tar and git do so with the modification time). A "no" of yesterday is left out, so that it counts as a change.
what_decides() {
  local list=(-printf '%C@ %i %s %p\n')
  case $OSTYPE in darwin* | *bsd*) list=(-exec stat -f '%Fc %i %z %N' '{}' +) ;; esac
  shopt -s nullglob
  set -- "$root"/{build.sh,build,src,global.json,.editorconfig} "$root"/Directory.*.props "$root"/[Nn]u[Gg]et.[Cc]onfig \
    "$HOME"/.nuget/NuGet/*.[Cc]onfig "$HOME"/.config/NuGet/*.[Cc]onfig /etc/opt/NuGet/Config/* "$package"/*.nuspec "$temp"/no-nuk[e]
  shopt -u nullglob
  what=$(exec find -H "$@" -type d \( -name bin -o -name obj \) -prune -o \
    -type f \( -name no-nuke -mtime +0 -o "${list[@]}" \) 2>/dev/null) || return 1
  what="$sdk ${COINPILOT_ENGINE:-} ${NUGET_PACKAGES:-}"$'\n'"$what"
}

recall() {
  local known
  what_decides && [ -f "$memory" ] || return 1
  { IFS= read -r engine && IFS= read -r why && IFS= read -r stamp && IFS= read -r -d '' known; } <"$memory" || true
  [ "$known" = "$what"$'\n' ] || return 1
  locate "$stamp"
  [ -f "$copy/$program" ]
}

find_out() {
  local is_settled=yes
  # Two changes within one tick of the file system's clock (10 ms at most) have the same time: none comes after the look.
  sleep 0.02
  what_decides || is_settled=
  choose_engine "$@"
  locate
  if [ -n "$is_settled" ]; then
    printf '%s\n' "$engine" "$why" "$stamp" "$what" >"$memory.$$"
    mv -f "$memory.$$" "$memory"
  fi
}

sdk='' gently=''
# Everything below keeps what it finds out there, and without it would name another reason.
[ -d "$temp" ] || mkdir -p "$temp" 2>/dev/null || true
if [ ! -w "$temp" ] || [ ! -d "$temp" ]; then
  fail "$temp can't be written by $(id -un): what is built is kept there.
  Run build.sh as the owner of this checkout, or from one of your own: git clone $root"
fi
find_dotnet
recall || find_out "$@"
if [ ! -f "$copy/$program" ]; then
  lock
  [ "$engine" = offline ] || [ -f "$copy/$program" ] || prepare_nuke
  [ -f "$copy/$program" ] || build_engine
  rm -rf "$temp/lock"
  trap - EXIT
fi
compile_beside "$@"
# So that another build.sh sees that it is in use.
echo >"$copy/used"
say "$engine engine: $why"
exec "$dotnet" "$copy/$program" "$@"
