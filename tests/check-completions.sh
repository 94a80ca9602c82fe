#!/bin/bash
# check-completions.sh SOURCE_ROOT: the shells accept the completions, and these offer what is meant.
set -u
cd "$1/data/completions" || exit 1
for shell in fish zsh; do
  command -v $shell >/dev/null || { echo "1..0 # SKIP needs $shell"; exit; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/creditctl" <<'EOF'
#!/bin/sh
case $1 in
  account) echo '6f0c1234 Work laozhang idle' ;;
  provider) echo 'laozhang LaoZhang AI'; echo 'new-api New API' ;;
esac
EOF
chmod +x "$work/creditctl"
export PATH=$work:$PATH HOME=$work
n=0
failed=0

expect () {
  local title=$1 wanted=$2 got=$3
  n=$((n + 1))
  if [ "$got" = "$wanted" ]; then
    echo "ok $n $title"
  else
    echo "# wanted: $wanted"
    echo "# got:    $got"
    echo "not ok $n $title"
    failed=1
  fi
}

bash_offers () {
  COMP_WORDS=("$@")
  COMP_CWORD=$(($# - 1))
  COMPREPLY=()
  # shellcheck disable=SC2317 # the completion calls it; the real one works only under a real Tab
  compopt () { :; }
  _creditctl
  echo "${COMPREPLY[*]}"
}

fish_offers () {
  fish --no-config -c "source creditctl.fish; complete -C '$*'" | cut -f 1 | sort | paste -sd' '
}

# shellcheck source=data/completions/creditctl
. ./creditctl
# what is typed | what is offered
while IFS='|' read -r typed offered; do
  read -ra words <<<"$typed"
  [ "${typed: -1}" != ' ' ] || words+=('')
  expect "bash: $typed" "$offered" "$(bash_offers "${words[@]}")"
done <<'EOF'
creditctl st|status
creditctl --demo acc|account
creditctl account s|show set-token
creditctl account show 6|6f0c1234
creditctl account add --provider new|new-api
creditctl account add --token|--token-stdin
creditctl provider show |laozhang new-api
creditctl status --format=w|waybar
creditctl history 6|6f0c1234
creditctl history --format=|text csv json
creditctl account edit --p|--paused=
creditctl account edit --paused=|true false
creditctl account add --p|--provider
creditctl account add --in-total=|auto always never
creditctl provider check --format=|text json
EOF

expect 'fish: commands' 'account history provider status' "$(fish_offers 'creditctl ')"
expect 'fish: accounts' '6f0c1234' "$(fish_offers 'creditctl account show ')"
expect 'fish: formats' '--format=waybar' "$(fish_offers 'creditctl status --format=w')"
expect 'zsh reads its file' '' "$(zsh -n _creditctl 2>&1)"
echo "1..$n"
exit "$failed"
