#!/bin/sh
# Sets up a new data folder from POSTGRES_DB, POSTGRES_USER, POSTGRES_PASSWORD (the official image's variables), then runs the server.
set -eu
PGDATA=${PGDATA:-/var/lib/postgresql/data}
export PGDATA
case ${1:-} in -*) set -- postgres "$@" ;; esac
[ "${1:-}" = postgres ] || exec "$@"

if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" /run/postgresql
  chown postgres:postgres "$PGDATA" /run/postgresql
  chmod 700 "$PGDATA"
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  user=${POSTGRES_USER:-postgres}
  database=${POSTGRES_DB:-$user}
  if [ -z "${POSTGRES_PASSWORD:-}" ] && [ "${POSTGRES_HOST_AUTH_METHOD:-}" != trust ]; then
    echo 'postgres: set POSTGRES_PASSWORD' >&2
    exit 1
  fi
  password=$(mktemp)
  printf '%s\n' "${POSTGRES_PASSWORD:-trust}" >"$password"
  initdb --username="$user" --pwfile="$password" --auth-local=trust --auth-host=scram-sha-256 --no-sync --encoding=UTF8
  rm -f "$password"
  printf 'host all all all %s\n' "${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >>"$PGDATA/pg_hba.conf"
  printf '%s\n' "listen_addresses = '*'" 'jit = off' >>"$PGDATA/postgresql.conf"
  if [ "$database" != postgres ]; then
    pg_ctl -w -o "-c listen_addresses=''" start
    createdb --username="$user" --maintenance-db=postgres "$database"
    pg_ctl -w -m fast stop
  fi
fi
exec "$@"
