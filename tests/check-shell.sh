#!/bin/sh
# check-shell.sh SOURCE_ROOT: shellcheck has nothing to say about the scripts.
set -eu
cd "$1"
command -v shellcheck >/dev/null || { echo 'needs shellcheck'; exit 77; }
shellcheck --external-sources dev .ci/run tests/*.sh
shellcheck --shell=sh dev.d/*.sh
shellcheck --shell=bash data/completions/creditctl
