# Usage: make up bytes for all that reads what strangers write, each so many seconds
#
# ./dev fuzz [SECONDS [TARGET...]]: each fuzz/TARGET.c by libFuzzer, under ASan and UBSan. What it finds
# goes to build-fuzz/findings, what it learns to build-fuzz/corpus.
# ./dev fuzz --keep [TARGET...]: makes fuzz/corpus of the least that reaches as much, of all that was
# learned and of what the tests know.

set -eu
G_DEBUG=fatal-warnings
LC_ALL=C.UTF-8
TZ=UTC
UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
export G_DEBUG LC_ALL TZ UBSAN_OPTIONS
folder=$TOP/build-fuzz
n_found=0

build_targets () {
  [ -f "$folder/build.ninja" ] \
    || CC=clang meson setup "$folder" -Dfuzz=true -Dapplet=false -Db_sanitize=address,undefined \
      -Db_lundef=false >&2
  meson compile -C "$folder" fuzz-targets >&2
}

all_targets () {
  for program in "$folder"/fuzz/fuzz-*; do
    [ ! -f "$program" ] || basename "$program" | sed 's/^fuzz-//'
  done
}

# run TARGET [ARGUMENT...]: writes findings and a log.
run () {
  target=$1
  shift
  mkdir -p "$folder/corpus/$target" "$folder/findings" "$TOP/fuzz/corpus/$target"
  [ ! -f "$TOP/fuzz/dict/$target.dict" ] || set -- "-dict=$TOP/fuzz/dict/$target.dict" "$@"
  "$folder/fuzz/fuzz-$target" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
    -artifact_prefix="$folder/findings/$target-" "$@" >"$folder/$target.log" 2>&1
}

# last NAME FILE: the number behind its last occurrence.
last () {
  sed -n "s/.*$1: *\([0-9][0-9]*\).*/\1/p" "$2" | tail -n 1
}

fail () {
  n_found=$((n_found + 1))
  grep -m 1 -A 25 -E 'ERROR:|runtime error:' "$folder/$1.log" >&2 || tail -n 25 "$folder/$1.log" >&2
}

fuzz () {
  result=
  run "$1" -max_total_time="$seconds" "$folder/corpus/$1" "$TOP/fuzz/corpus/$1" \
    || result=$(sed -n 's/.*Test unit written to /FOUND: /p' "$folder/$1.log")
  printf '%-14s %10s executions %6s edges  %s\n' "$1" \
    "$(last stat::number_of_executed_units "$folder/$1.log")" "$(last cov "$folder/$1.log")" "$result"
  grep -q DONE "$folder/$1.log" || fail "$1"
}

# Inputs are told apart by the code that they reach, not by how often: so a few hundred do.
keep () {
  rm -rf "$folder/kept"
  mkdir -p "$folder/kept" "$folder/seeds/$1"
  run "$1" -merge=1 -use_counters=0 "$folder/kept" "$TOP/fuzz/corpus/$1" "$folder/corpus/$1" \
    "$folder/seeds/$1" || { fail "$1"; exit 1; }
  rm -rf "$TOP/fuzz/corpus/$1"
  mv "$folder/kept" "$TOP/fuzz/corpus/$1"
  printf '%-14s %6s inputs %7s bytes\n' "$1" "$(find "$TOP/fuzz/corpus/$1" -type f | wc -l)" \
    "$(find "$TOP/fuzz/corpus/$1" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum + 0 }')"
}

build_targets
seconds=${1:-60}
[ $# = 0 ] || shift
# shellcheck disable=SC2046 # names without blanks
[ $# -gt 0 ] || set -- $(all_targets)

if [ "$seconds" = --keep ]; then
  rm -rf "$folder/seeds"
  /usr/bin/python3 "$TOP/fuzz/seeds.py" "$TOP" "$folder/seeds"
  for target; do
    keep "$target"
  done
  exit
fi
for target; do
  fuzz "$target"
done
[ "$n_found" = 0 ] || { echo "$n_found targets failed: see $folder/findings"; exit 1; }
