#!/bin/bash
# Installs what pictures of cards, mails and reports need: Chromium, two fonts, the card renderer,
# and what checks whether everybody can read a page.
#
#     install.sh STAMP    touches STAMP once everything is there
#
# Where it may not install, it says what is missing and succeeds: the tests that need it skip with
# that reason, or fail where CI=true or NIGHTLEDGER_REQUIRE_BROWSER=1.
set -u
stamp=$1
packages="chromium fonts-dejavu-core fonts-liberation fonts-noto-color-emoji fonts-open-sans"
missing=""

has_packages() {
    local package
    for package in $packages; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || return 1
    done
}

install_packages() {
    export DEBIAN_FRONTEND=noninteractive
    echo "== installing $packages"
    apt-get update -qq &&
        apt-get install -qq -y --no-install-recommends -o DPkg::Lock::Timeout=300 \
            $packages >/dev/null
}

if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    has_packages || install_packages
fi
command -v chromium >/dev/null || missing="Chromium (Debian: apt-get install $packages)"

if command -v npm >/dev/null; then
    echo "== installing the card renderer and the check of accessibility"
    (cd "$(dirname "$0")" && npm ci --silent) || missing="${missing:+$missing; }the npm packages adaptivecards and axe-core (npm ci failed)"
else
    missing="${missing:+$missing; }Node.js with npm"
fi

if [ -n "$missing" ]; then
    echo "No pictures of cards and mails can be drawn here; missing: $missing"
    exit 0
fi
mkdir -p "$(dirname "$stamp")" && touch "$stamp"
