# What this project needs from the system, in one place, and how it is installed.

# To build and to run (Debian and Ubuntu).
run_packages='
  gcc libc6-dev meson gettext
  libglib2.0-dev libgtk-3-dev libayatana-appindicator3-dev
  libsoup-3.0-dev libjson-glib-dev libsecret-1-dev libsqlite3-dev
  ca-certificates glib-networking
  adwaita-icon-theme hicolor-icon-theme librsvg2-common gtk-update-icon-cache'

# The suite: a second compiler, linters, and the desktop's real parts.
test_packages='
  binutils clang clang-format universal-ctags
  appstream desktop-file-utils mandoc shellcheck fish zsh
  at-spi2-core ayatana-indicator-application dbus-bin dbus-daemon fonts-dejavu-core fonts-noto-cjk gir1.2-atspi-2.0
  gir1.2-gtk-3.0 gnome-keyring imagemagick libayatana-indicator3-tools libglib2.0-bin libsecret-tools locales
  librsvg2-bin python3-gi x11-apps xdotool xfce4-notifyd xfconf xvfb
  curl jq openssl procps python3-jsonschema python3-prometheus-client strace systemd valgrind'

# ./dev fuzz besides: what clang links into its targets.
fuzz_packages='libclang-rt-dev'
# ./dev lint.
lint_packages='cppcheck'

# The names elsewhere, to build and to run.
fedora_packages='gcc meson gettext gtk3-devel libayatana-appindicator-gtk3-devel libsoup3-devel
  json-glib-devel libsecret-devel sqlite-devel ca-certificates glib-networking'
arch_packages='base-devel meson glib2-devel gtk3 libayatana-appindicator libsoup3 json-glib libsecret sqlite
  ca-certificates glib-networking'
suse_packages='gcc meson gettext-tools gtk3-devel libayatana-appindicator3-devel libsoup-devel
  json-glib-devel libsecret-devel sqlite3-devel ca-certificates glib-networking'

# The pkg-config modules behind them: other systems are asked for these, not for packages.
needed_modules='glib-2.0 gtk+-3.0 ayatana-appindicator3-0.1 libsoup-3.0 json-glib-1.0 libsecret-1
  sqlite3'

words () {
  # shellcheck disable=SC2086 # splitting is what it is for
  printf '%s ' $1
}

# Whether some Secret Service is there or would be started on demand.
has_secret_service () {
  case $(gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus \
    --method org.freedesktop.DBus.NameHasOwner org.freedesktop.secrets 2>/dev/null) in
    '(true,)') return 0 ;;
  esac
  for folder in /usr/share/dbus-1/services /usr/local/share/dbus-1/services; do
    ! grep -qs '^Name=org.freedesktop.secrets' "$folder"/*.service || return 0
  done
  [ -x /usr/bin/kwalletd5 ] || [ -x /usr/bin/kwalletd6 ] || [ -x /usr/bin/keepassxc ]
}

missing_packages () {
  wanted=$run_packages
  [ "$1" = run ] || wanted="$wanted $test_packages"
  case $1 in
    fuzz) wanted="$wanted $fuzz_packages" ;;
    lint) wanted="$wanted $lint_packages" ;;
  esac
  for package in $(words "$wanted"); do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || status=
    [ "$status" = installed ] || printf '%s ' "$package"
  done
}

# may_install: whether root's rights may be used, which a person is asked; if not, it says why.
may_install () {
  in_ci || [ "$(id -u)" = 0 ] && return 0
  if ! command -v sudo >/dev/null; then
    say "There is no sudo here."
  elif [ ! -t 0 ]; then
    say "There is no terminal to ask on."
  else
    printf 'Install them now with sudo? [Y/n] ' >&2
    read -r answer || { answer=n; say; }
    case $answer in
      '' | [Yy]*) return 0 ;;
    esac
  fi
  return 1
}

as_root () {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif in_ci; then
    sudo -n "$@"
  else
    sudo "$@"
  fi
}

apt () {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
    -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 "$@" </dev/null >&2
}

refuse_to_install () {
  who='as root'
  sudo=
  ! command -v sudo >/dev/null || { who='yourself'; sudo='sudo '; }
  die "nothing was installed. Do it $who, then run this again:
  ${sudo}apt-get update
  ${sudo}apt-get install --no-install-recommends $1"
}

# install_packages NAMES: all of it is fetched before any of it is unpacked.
install_packages () {
  as_root true || die "nothing was installed, for sudo was refused"
  apt update || say "dev: 'apt-get update' failed; trying with the lists that are here"
  # shellcheck disable=SC2086
  apt install --no-install-recommends --download-only $1 \
    || die "nothing was installed; apt-get says why above. It takes a network, no other
apt at work, and Debian 12, Ubuntu 24.04 or newer"
  # shellcheck disable=SC2086
  apt -qq install --no-install-recommends $1 \
    || die "not all of it was installed; apt-get says why above. When that is repaired, run this again"
}

set_up_debian () {
  missing=$(missing_packages "$1")
  [ -n "$missing" ] || return 0
  say "These packages are missing: $missing"
  may_install || refuse_to_install "$missing"
  install_packages "$missing"
}

install_command () {
  if command -v dnf; then
    echo "dnf install $(words "$fedora_packages")"
  elif command -v pacman; then
    echo "pacman -S --needed $(words "$arch_packages")"
  elif command -v zypper; then
    echo "zypper install $(words "$suse_packages")"
  fi | tail -n 1
}

set_up_elsewhere () {
  # shellcheck disable=SC2086
  if command -v meson >/dev/null && command -v cc >/dev/null && command -v pkg-config >/dev/null \
    && pkg-config --exists $needed_modules; then
    return 0
  fi
  command=$(install_command)
  if [ -n "$command" ]; then
    die "packages are missing; this installs them:
  sudo $command"
  fi
  die "packages are missing; here are their Debian names:
  $(words "$run_packages")
Install what your system calls them, then run this again."
}

has_apt () {
  command -v apt-get >/dev/null && command -v dpkg-query >/dev/null
}

# Not insisted on: there may be one that is started by hand.
offer_keyring () {
  has_display && has_apt && ! has_secret_service || return 0
  say "No keyring was found to keep tokens in. The package gnome-keyring is one."
  if may_install; then
    install_packages gnome-keyring
  fi
}

# set_up run|COMMAND: a command of its own, or test, needs more.
set_up () {
  if has_apt; then
    set_up_debian "$1"
  else
    set_up_elsewhere
  fi
}
