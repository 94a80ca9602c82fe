# ./dev test: every build and every check, then one line with the sum.
#
#   build        gcc           the whole suite
#   build-asan   gcc -Werror   everything without a desktop, under ASan and UBSan
#   build-clang  clang -Werror only built: a second compiler's warnings

n_steps_passed=0
n_steps_failed=0
test_logs=

# step TITLE COMMAND...: counts as one test.
step () {
  title=$1
  shift
  say "== $title"
  if "$@" >&2; then
    n_steps_passed=$((n_steps_passed + 1))
  else
    n_steps_failed=$((n_steps_failed + 1))
    say "== FAILED: $title"
    return 1
  fi
}

build_in () {
  configure "$@" && meson compile -C "$1" --ninja-args=-k0
}

# test_in FOLDER [MESON TEST ARGUMENT...]: its log is read afterwards, and its exit status is in there.
test_in () {
  folder=$1
  shift
  rm -f "$folder/meson-logs/testlog.json"
  meson test -C "$folder" --no-rebuild --print-errorlogs "$@" >&2 || true
  test_logs="$test_logs $folder/meson-logs/testlog.json"
}

# The programs forbid tracing, and leaks are found by tracing: the tests of core and service look for
# them (tests/meson.build), those that run the programs do not.
test_under_asan () {
  ASAN_OPTIONS=detect_leaks=0
  UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
  export ASAN_OPTIONS UBSAN_OPTIONS
  test_in build-asan --no-suite desktop --no-suite check --no-suite install --no-suite faults \
    --no-suite soak --no-suite security --timeout-multiplier 3
  unset ASAN_OPTIONS UBSAN_OPTIONS
}

build_under_asan () {
  build_in build-asan --werror -Db_sanitize=address,undefined -Db_lundef=false -Doptimization=1
}

# Windows are tested one after the other, which leaves a processor idle: this build takes it, and no
# more than that.
begin_build_under_asan () {
  asan_log=$(mktemp)
  build_under_asan >"$asan_log" 2>&1 &
  asan_build=$!
  renice -n 19 "$asan_build" >/dev/null
}

end_build_under_asan () {
  asan_status=0
  wait "$asan_build" || asan_status=$?
  cat "$asan_log"
  rm "$asan_log"
  return "$asan_status"
}

build_with_clang () {
  (CC=clang && export CC && build_in build-clang --werror -Doptimization=1)
}

run_everything () {
  if step 'build (gcc)' build_in build; then
    begin_build_under_asan
    test_in build
  else
    begin_build_under_asan
  fi
  ! step 'build (gcc, ASan and UBSan)' end_build_under_asan || test_under_asan
  step 'build (clang)' build_with_clang || true
}

run_tests () {
  set_up test
  if [ $# -eq 0 ]; then
    run_everything
  else
    ! step 'build (gcc)' build_in build || test_in build "$@"
  fi
  # shellcheck disable=SC2086
  exec /usr/bin/python3 dev.d/count.py "$n_steps_passed" "$n_steps_failed" $test_logs
}
