#!/bin/sh
# check-count.sh SOURCE_ROOT: the last line of ./dev test forgets no test, whatever became of it.
set -u
count=$1/dev.d/count.py
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=0
failed=0

# counts CI WANTED RESULT OUTPUT: one program of the log, with what it printed (as in JSON).
counts () {
  n=$((n + 1))
  title="$3 in CI: $1, $2"
  printf '{"name":"it","result":"%s","stdout":"%s"}\n' "$3" "$4" >"$work/log"
  got=$(CI=$1 /usr/bin/python3 "$count" 0 0 "$work/log" 2>/dev/null)
  if [ "$got" = "$2" ]; then
    echo "ok $n $title"
  else
    echo "# wanted: $2, got: $got"
    echo "not ok $n $title"
    failed=1
  fi
}

counts false '2 passed, 0 failed' OK 'ok 1 a\nok 2 b\n1..2'
counts false '1 passed, 1 failed' FAIL 'ok 1 a\nnot ok 2 b\n1..2'
counts false '1 passed, 1 failed' FAIL 'ok 1 a\n1..1'
counts false '1 passed, 0 failed' OK 'no TAP'
counts false '0 passed, 1 failed' TIMEOUT ''
counts false '1 passed, 0 failed, 1 skipped' OK 'ok 1 a\nok 2 b # SKIP why\n1..2'
counts true '1 passed, 1 failed' OK 'ok 1 a\nok 2 b # SKIP why\n1..2'
counts false '0 passed, 0 failed, 1 skipped' SKIP '1..0 # SKIP needs a tool'
counts true '0 passed, 1 failed' SKIP '1..0 # SKIP needs a tool'
counts true '0 passed, 1 failed' SKIP ''
echo "1..$n"
exit "$failed"
