#!/bin/sh
# check-install.sh SOURCE_ROOT BUILD_ROOT PREFIX: what `meson install` puts where, with DESTDIR and
# with a prefix of its own, for a desktop and for a server.
# shellcheck disable=SC2317 # functions that check calls by name
set -u
src=$1 build=$2 prefix=$3
for tool in desktop-file-validate appstreamcli readelf jq; do
  command -v $tool >/dev/null || { echo "1..0 # SKIP needs $tool"; exit; }
done
app=io.github.credittray.CreditTray
work=$(mktemp -d)
# `ninja uninstall` goes by this file: it must go on naming what the person installed.
log=$build/meson-logs/install-log.txt
clean_up () {
  rm -f "$log"
  [ ! -f "$work/install-log.txt" ] || cp -p "$work/install-log.txt" "$log"
  rm -rf "$work"
}
[ ! -f "$log" ] || cp -p "$log" "$work/install-log.txt"
trap clean_up EXIT
export HOME="$work" XDG_CACHE_HOME="$work/cache"
unset DESTDIR
n=0
failed=0

# check TITLE COMMAND...
check () {
  title=$1
  shift
  n=$((n + 1))
  if "$@" >"$work/log" 2>&1; then
    echo "ok $n $title"
  else
    sed 's/^/# /' "$work/log"
    echo "not ok $n $title"
    failed=1
  fi
}

# installed FILE...: below the current root.
installed () {
  for file; do
    [ -s "$root/$file" ] || { echo "missing: $file"; return 1; }
  done
}

nothing_but () {
  find "$root" -type f -printf '%P\n' | grep -Ev "^($1)" | sed 's/^/unexpected: /' >"$work/rest"
  cat "$work/rest"
  [ ! -s "$work/rest" ]
}

no_toolkit () {
  [ -x "$1" ] && ! readelf -d "$1" | grep -E 'NEEDED.*(gtk|gdk|cairo|pango|indicator|dbusmenu)'
}

runs_demo () {
  env -u DBUS_SESSION_BUS_ADDRESS XDG_RUNTIME_DIR="$work" "$1" --demo status --format=json \
    >"$work/status"
  status=$?
  # 3: one of the demo's accounts is low
  [ "$status" = 3 ] && jq -es '.[0].accounts | length > 0' "$work/status"
}

man=share/man
everybody="bin/creditctl share/credit-tray/schemas/gschemas.compiled
  share/locale/zh_CN/LC_MESSAGES/credit-tray.mo
  $man/man1/creditctl.1 $man/man5/credit-tray-provider.5
  share/bash-completion/completions/creditctl share/zsh/site-functions/_creditctl
  share/fish/vendor_completions.d/creditctl.fish"
desktop="bin/credit-tray $man/man1/credit-tray.1
  share/applications/$app.desktop share/metainfo/$app.metainfo.xml
  share/icons/hicolor/scalable/apps/$app.svg share/icons/hicolor/symbolic/apps/$app-symbolic.svg"
for level in full good low critical empty unlimited problem offline; do
  desktop="$desktop share/icons/hicolor/scalable/status/credit-tray-$level-symbolic.svg"
done

check 'meson install with DESTDIR' meson install -C "$build" --no-rebuild --destdir "$work/desktop"
root=$work/desktop$prefix
# shellcheck disable=SC2086 # lists of paths
check 'everything is there' installed $everybody $desktop
check 'and nothing else' nothing_but 'bin/credit|share/(applications|bash-completion|credit-tray|fish|icons/hicolor|locale|man|metainfo|zsh)/'
check 'the desktop file is valid' desktop-file-validate "$root/share/applications/$app.desktop"
check 'the metainfo is valid' appstreamcli validate --no-net "$root/share/metainfo/$app.metainfo.xml"
check 'creditctl needs no toolkit' no_toolkit "$root/bin/creditctl"

check 'the server build is configured' \
  meson setup "$work/build" "$src" --prefix "$work/server" -Dapplet=false
check 'it asks for no toolkit' sh -c \
  "! meson introspect --dependencies '$work/build' | jq -r '.[].name' | grep -E 'gtk|indicator'"
check 'what is installed is built without the tests' meson compile -C "$work/build" programs
check 'it is installed' meson install -C "$work/build" --no-rebuild
root=$work/server
# shellcheck disable=SC2086
check 'it has all of creditctl' installed $everybody
check 'and nothing of the applet' nothing_but \
  'bin/creditctl$|share/(bash-completion|credit-tray|fish|locale|man/man1/creditctl|man/man5|zsh)'
check 'its creditctl needs no toolkit' no_toolkit "$root/bin/creditctl"
rm -rf "$work/build"
check 'it runs without the build folder' runs_demo "$root/bin/creditctl"
echo "1..$n"
exit "$failed"
