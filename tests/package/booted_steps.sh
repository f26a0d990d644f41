# What the scripts share that run in a booted Debian.
ctl() { dyad ctl --url http://127.0.0.1:8470 "$@"; }
# Looks again until a command says yes, 60 s at most.
until_yes() {
  local end=$((SECONDS + 60))
  until "$@" >/dev/null 2>&1; do
    if [ $SECONDS -gt $end ]; then
      echo "never came true: $*"
      systemctl --no-pager --full status dyad
      journalctl --no-pager -u dyad -n 50
      exit 1
    fi
    sleep 0.1
  done
}
is_running() { ctl --json status | tr -d ' \n' | grep -q '"state":"running"'; }
