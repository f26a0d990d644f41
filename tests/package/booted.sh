# Runs in the container that booted_test.py boots; its output is read there.
set -eu
ctl() { dyad ctl --url http://127.0.0.1:8470 "$@"; }
# Looks again until a command says yes, 60 s at most.
until_yes() {
  for _ in $(seq 600); do if "$@" >/dev/null 2>&1; then return; fi; sleep 0.1; done
  echo "never came true: $*"; systemctl status dyad; exit 1
}
is_running() { ctl --json status | tr -d ' \n' | grep -q '"state":"running"'; }
is_back() { systemctl is-active dyad && [ "$(systemctl show -P NRestarts dyad)" = 1 ]; }

systemctl start dyad
echo "user=$(stat -c %U "/proc/$(systemctl show -P MainPID dyad)")"
ctl start --schedule /usr/share/dyad/rig-configs/schedules/quick-start.json \
  --subjects M1,M2 --duration 1h --speed 1
until_yes is_running
systemctl kill --kill-who=main --signal=KILL dyad
until_yes is_back
echo "restarts=$(systemctl show -P NRestarts dyad)"
until_yes ctl status
systemctl stop dyad
systemctl show -p Result -p ExecMainStatus dyad
echo done
