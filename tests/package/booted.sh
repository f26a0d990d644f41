# Runs in the container that booted_test.py boots; its output is read there.
set -eu
. /ours/booted_steps.sh
is_back() { systemctl is-active dyad && [ "$(systemctl show -P NRestarts dyad)" = 1 ]; }

# A second rig beside the first, as docs/installing.md has it.
cp /etc/dyad/rig.json /etc/dyad/left.json
echo 'DYAD_LISTEN=127.0.0.1:8471' >/etc/dyad/left.env
systemctl start dyad dyad@left
echo "user=$(stat -c %U "/proc/$(systemctl show -P MainPID dyad)")"
ctl start --schedule /usr/share/dyad/rig-configs/schedules/quick-start.json \
  --subjects M1,M2 --duration 1h --speed 1
until_yes is_running
dyad ctl --url http://127.0.0.1:8471 start --subjects L1,L2 --duration 20s --speed 5 --wait \
  --schedule quick-start
systemctl kill --kill-who=main --signal=KILL dyad
until_yes is_back
echo "restarts=$(systemctl show -P NRestarts dyad)"
echo "restarts_left=$(systemctl show -P NRestarts dyad@left)"
until_yes ctl status
systemctl stop dyad dyad@left
systemctl show -p Result -p ExecMainStatus dyad
echo "left=$(systemctl show --value -P Result dyad@left)"
echo done
