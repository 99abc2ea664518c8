#!/bin/bash
# Fetches Elementary's dbt package and the one it needs from their repositories, which no package
# index has, into the folder of STAMP.
#
#     install.sh STAMP    touches STAMP once they are there
#
# Where they cannot be fetched, it says so and succeeds: the tests that need them skip with that
# reason. A folder with `elementary` and `dbt_utils` in it, named by NIGHTLEDGER_ELEMENTARY_PACKAGES,
# is taken instead.
set -u
stamp=$1
folder=$(dirname "$stamp")
given=${NIGHTLEDGER_ELEMENTARY_PACKAGES:-}

fetch() {
    rm -rf "$folder/$1"
    if [ -n "$given" ]; then
        cp -r "$given/$1" "$folder/$1"
    else
        GIT_TERMINAL_PROMPT=0 timeout 60 git -c advice.detachedHead=false clone --quiet --depth 1 \
            --branch "$3" "https://github.com/$2" "$folder/$1"
    fi
}

mkdir -p "$folder"
if fetch elementary elementary-data/dbt-data-reliability 0.25.1 2>/dev/null &&
    fetch dbt_utils dbt-labs/dbt-utils 1.3.0 2>/dev/null; then
    touch "$stamp"
else
    echo "Elementary cannot be tested here: its dbt package cannot be fetched"
fi
