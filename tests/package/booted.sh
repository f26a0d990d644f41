# Runs in the container that booted_test.py boots; its output is read there.
set -eu
. /ours/booted_steps.sh
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
