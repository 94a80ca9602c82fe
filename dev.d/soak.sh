# Usage: a month of the applet, a thousand kills, a full disk at each write, and valgrind
#
# ./dev soak [DAYS]: the short forms of all but valgrind are in the suite.

days=${1:-30}
CREDIT_TRAY_BUILD_DIR=$TOP/build
PYTHONPATH=$TOP/tests/cli:$TOP/tests/desktop:$TOP/tests/soak
PYTHONDONTWRITEBYTECODE=1
FAULTS_THOROUGH=1
FAULTS_KILLS=1000
TZ=UTC
export CREDIT_TRAY_BUILD_DIR PYTHONPATH PYTHONDONTWRITEBYTECODE FAULTS_THOROUGH FAULTS_KILLS TZ
n_failed=0

part () {
  echo "== $1"
  shift
  /usr/bin/python3 "$@" || { n_failed=$((n_failed + 1)); echo "== FAILED"; }
}

part "$days days" tests/soak/soak.py "$days"
part 'ten hours in valgrind' tests/soak/soak.py --valgrind
for name in applet disk kill start surroundings; do
  part "faults: $name" "tests/faults/test-$name.py"
done
echo "$n_failed parts failed"
[ "$n_failed" = 0 ]
