#!/bin/bash
# Installs PostgreSQL, on which Dagster is tested beside SQLite. No server is left running: the
# tests start one of their own.
#
#     install.sh STAMP    touches STAMP once it is there
#
# Where it may not install, it says so and succeeds: the tests that need it skip with that reason,
# or fail where CI=true or NIGHTLEDGER_REQUIRE_POSTGRES=1.
set -u
stamp=$1

is_there() {
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null
}

install_it() {
    export DEBIAN_FRONTEND=noninteractive
    echo "== installing postgresql"
    apt-get update -qq || return
    apt-get install -qq -y --no-install-recommends -o DPkg::Lock::Timeout=300 postgresql-common \
        >/dev/null || return
    mkdir -p /etc/postgresql-common/createcluster.d &&
        echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.d/nightledger.conf
    apt-get install -qq -y --no-install-recommends -o DPkg::Lock::Timeout=300 postgresql >/dev/null
    rm -f /etc/postgresql-common/createcluster.d/nightledger.conf
}

if ! is_there && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    install_it
fi
if ! is_there; then
    echo "Dagster on PostgreSQL cannot be tested here; missing: postgresql"
    exit 0
fi
mkdir -p "$(dirname "$stamp")" && touch "$stamp"
