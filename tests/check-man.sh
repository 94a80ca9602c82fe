#!/bin/sh
# check-man.sh SOURCE_ROOT: the manual pages are good mdoc.
set -eu
command -v mandoc >/dev/null || { echo 'needs mandoc'; exit 77; }
exec mandoc -Tlint -Wwarning "$1"/data/man/*.[1-9]
