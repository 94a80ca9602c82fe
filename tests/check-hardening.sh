#!/bin/sh
# check-hardening.sh PROGRAM...: what meson.build asks for is in the programs. Sanitizers replace
# the checked functions: there the last one is not looked for.
set -eu
n=0
failed=0

# has TITLE WORD TEXT
has () {
  n=$((n + 1))
  if printf '%s\n' "$3" | grep -Eq -- "$2"; then
    echo "ok $n $1"
  else
    echo "not ok $n $1"
    failed=1
  fi
}

for program; do
  name=$(basename "$program")
  header=$(LC_ALL=C readelf --wide --file-header "$program")
  segments=$(LC_ALL=C readelf --wide --program-headers "$program")
  dynamic=$(LC_ALL=C readelf --wide --dynamic "$program")
  symbols=$(LC_ALL=C readelf --wide --dyn-syms "$program")
  has "$name: any address (PIE)" 'Type: +DYN' "$header"
  has "$name: marked as a program" 'Flags:.*PIE' "$dynamic"
  has "$name: tables are read-only (RELRO)" 'GNU_RELRO' "$segments"
  has "$name: bound at the start" '\(FLAGS.*(BIND_)?NOW' "$dynamic"
  has "$name: the stack is no code" 'GNU_STACK.* RW ' "$segments"
  has "$name: the stack is guarded" '__stack_chk_fail' "$symbols"
  printf '%s\n' "$symbols" | grep -q '__asan_init' \
    || has "$name: lengths are checked" '__[a-z]+_chk' "$(printf '%s\n' "$symbols" | grep -v stack_chk)"
done
echo "1..$n"
exit "$failed"
