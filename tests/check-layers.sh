#!/bin/sh
# check-layers.sh SOURCE_ROOT CORE_ARCHIVE SERVICE_ARCHIVE [UI_ARCHIVE]
# The arrows run one way: main -> ui -> service -> core and cli -> service -> core. Static archives
# alone would let an upward call pass, so each is linked whole with no more than the layers below.
set -eu
src=$1/src core=$2 service=$3 ui=${4:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=0
failed=0

result () {
  n=$((n + 1))
  if [ "$1" = 0 ]; then
    echo "ok $n $2"
  else
    echo "not ok $n $2"
    failed=1
  fi
}

# no_lines TITLE LINES: there must be none.
no_lines () {
  [ -z "$2" ] && status=0 || status=1
  [ -z "$2" ] || printf '%s\n' "$2" | sed 's/^/# /'
  result "$status" "$1"
}

headers_of () {
  [ ! -d "$src/$1" ] || find "$src/$1" -name '*.h' -printf '%f\n'
}

# includes LAYER...: "file:line: header" for every #include of these folders' files.
includes () {
  for layer; do
    [ ! -e "$src/$layer" ] || find "$src/$layer" -name '*.[ch]' -exec grep -Hn '^ *# *include' {} +
  done | sed -E 's/^([^:]*:[0-9]+):.*include *[<"]([^">]*)[">].*/\1: \2/'
}

# only TITLE ALLOWED LAYER...: an extended regular expression of the headers that may be included.
only () {
  title=$1 allowed=$2
  shift 2
  bad=$(includes "$@" | grep -Ev ": ($allowed)\$" || true)
  no_lines "$title" "$bad"
}

# none TITLE FORBIDDEN LAYER...
none () {
  title=$1 forbidden=$2
  shift 2
  bad=$(includes "$@" | grep -E ": ($forbidden)" || true)
  no_lines "$title" "$bad"
}

# either: one regular expression for the lines of the standard input.
either () {
  sed 's/\./\\./g' | sort -u | paste -sd'|'
}

c_library='(arpa/inet|assert|ctype|errno|inttypes|langinfo|limits|math|stdbool|stddef|stdint|stdio|stdlib|string)\.h'
core_headers=$(headers_of core | either)
ui_headers=$(headers_of ui | either)
upper_headers=$({ headers_of ui; headers_of cli; } | either)

only 'core includes GLib, GObject, json-glib and itself' \
  "config\.h|glib\.h|glib-object\.h|glib/gi18n-lib\.h|json-glib/json-glib\.h|$c_library|$core_headers" core
none 'service includes no toolkit' 'gtk/|gdk/|cairo|pango|libayatana|libdbusmenu' service
none 'service includes nothing above it' "(${upper_headers:-none})\$" service
none 'the command line includes no toolkit' 'gtk/|gdk/|cairo|pango|libayatana|libdbusmenu' cli
none 'the command line includes nothing of the applet' "(${ui_headers:-none})\$" cli
none 'the applet includes no HTTP and no SQL' 'libsoup/|sqlite3' ui
none 'includes name no folders' '\.\./|(core|service|ui|cli)/' core service ui cli

# What these headers offer besides arithmetic and text is caught by name.
world='g_(getenv|setenv|environ|get_(real|monotonic)_time|date_time_new_now|get_(user|home|tmp|current)'
world="$world|file_|mkdir|open|fopen|spawn|random|print|main_|timeout_|idle_|thread_|log_writer)"
world="$world|(f?open|read|write|socket|connect|time|clock_gettime|gettimeofday|getenv|f?printf|f?puts)\$"
# touches_world OBJECT: the undefined symbols of an archive or object that are more than a computation.
touches_world () {
  nm -u "$1" | awk 'NF == 2 { print $2 }' | grep -E "^($world)" | sort -u || true
}

no_lines 'core knows no file, clock, environment or loop' "$(touches_world "$core")"

core_libs='-ljson-glib-1.0 -lgobject-2.0 -lglib-2.0 -lm'
service_libs="$(pkg-config --libs libsoup-3.0 libsecret-1 sqlite3 gio-unix-2.0) $core_libs"

# links_whole LIBS ARCHIVE... [-- ARCHIVE BELOW...]: every object of the archives, nothing undefined.
links_whole () {
  libs=$1
  shift
  # shellcheck disable=SC2086
  ${CC:-cc} -shared -o "$work/whole.so" -Wl,--no-undefined \
    -Wl,--whole-archive "$@" -Wl,--no-whole-archive $libs >"$work/log" 2>&1
}

check_link () {
  title=$1
  shift
  if links_whole "$@"; then
    result 0 "$title"
  else
    sed 's/^/# /' "$work/log"
    result 1 "$title"
  fi
}

check_link 'core links with nothing above it' "$core_libs" "$core"
check_link 'service links with core and nothing above it' "$service_libs" "$service" "$core"
if [ -n "$ui" ]; then
  ui_libs="$(pkg-config --libs gtk+-3.0 ayatana-appindicator3-0.1) $service_libs"
  check_link 'ui links with service, core and nothing above it' "$ui_libs" "$ui" "$service" "$core"
fi

# The same checks must refuse an upward call, and one of the clock.
echo '#include <time.h>
void ct_fetcher_new (void); void upward (void); void upward (void) { ct_fetcher_new (); time (0); }' \
  | ${CC:-cc} -fPIC -c -x c -o "$work/upward.o" -
if links_whole "$core_libs" "$core" "$work/upward.o"; then
  result 1 'a call from core to service does not link'
else
  grep -q 'undefined reference to .ct_fetcher_new' "$work/log" && status=0 || status=1
  result "$status" 'a call from core to service does not link'
fi
[ "$(touches_world "$work/upward.o")" = time ] && status=0 || status=1
result "$status" 'a call of the clock is found'

echo "1..$n"
exit "$failed"
