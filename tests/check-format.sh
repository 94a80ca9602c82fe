#!/bin/sh
# check-format.sh SOURCE_ROOT: every C file is laid out as .clang-format says.
# Other versions of clang-format lay out a little differently: only 14's word counts.
set -eu
cd "$1"
clang_format=$(command -v clang-format-14 || command -v clang-format) || exit 77
case $("$clang_format" --version) in
  *' version 14.'*) ;;
  *) echo 'needs clang-format 14'; exit 77 ;;
esac
folders=src
for folder in tests bench fuzz; do
  [ ! -d "$folder" ] || folders="$folders $folder"
done
# shellcheck disable=SC2086
find $folders -name '*.[ch]' -exec "$clang_format" --dry-run -Werror {} +
