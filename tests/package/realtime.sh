# Runs in the Debian that realtime_test.py boots, on a kernel of its own; what it finds is
# read there. The lines are simulated by that kernel, and named as a Pi names them.
set -eu
. /ours/booted_steps.sh
chip=/sys/kernel/config/gpio-sim/header
unit=/sys/fs/cgroup/system.slice/dyad.service

make_lines() {
  local i names=(GPIO17 GPIO27 GPIO22 GPIO23 GPIO24 GPIO25)
  mkdir -p $chip/bank0
  echo ${#names[@]} >$chip/bank0/num_lines
  echo pinctrl-rp1 >$chip/bank0/label
  for i in "${!names[@]}"; do
    mkdir $chip/bank0/line"$i"
    echo "${names[i]}" >$chip/bank0/line"$i"/name
  done
  echo 1 >$chip/live
  udevadm settle
  node=$(cat $chip/bank0/chip_name)
  lines=/sys/devices/platform/$(cat $chip/dev_name)/$node
}
# pull 0 pull-down: an animal pokes at GPIO17.
pull() { echo "$2" >"$lines/sim_gpio$1/pull"; }
value() { cat "$lines/sim_gpio$1/value"; }

# Ends when it has seen both valves open. A valve is open for some 30 ms, in which a busy
# machine may show us nothing: hence trial after trial.
watch_valves() {
  local left=0 right=0 seen=0
  until [ $seen = 11 ]; do
    [ $left = 1 ] || read -r left <"$lines/sim_gpio2/value"
    [ $right = 1 ] || read -r right <"$lines/sim_gpio3/value"
    seen=$left$right
  done
}
poke_until_both_valves_were_open() {
  local end=$((SECONDS + 90))
  watch_valves & watcher=$!
  while kill -0 $watcher 2>/dev/null; do
    [ $SECONDS -lt $end ] || { kill $watcher; echo "no valve was seen open"; exit 1; }
    pull 0 pull-down; pull 1 pull-down
    sleep 0.2
    pull 0 pull-up; pull 1 pull-up
    sleep 0.4
  done
  echo "valves=were open"
}

# A program in the unit's place: its cgroup, its user, its groups. Says what it may open.
may_open() {
  (
    echo $BASHPID >"$unit/cgroup.procs"
    setpriv --reuid=dyad --regid=dyad --init-groups bash -c ": >>'$1'" 2>&1 && echo opened
  ) | sed 's/.*: //'
}

make_lines
echo "lines=$(stat -c '%G %a' "/dev/$node")"
echo "sleep_states=$(stat -c '%G %a' /dev/cpu_dma_latency)"
echo 'DYAD_OPTIONS=--realtime' >>/etc/dyad/dyad.env
systemctl enable --now dyad
echo "state=$(systemctl is-active dyad)"
ctl --json doctor >/told/doctor.json || true # 1: something is worth a warning
ctl start --schedule /usr/share/dyad/rig-configs/schedules/quick-start.json \
  --subjects M1,M2 --duration 10min
until_yes is_running
ctl --json status >/told/status.json
for process in $(cat $unit/cgroup.procs); do
  mkdir -p "/told/processes/$process"
  cat "/proc/$process/status" >"/told/processes/$process/status"
  cat /proc/"$process"/task/*/stat >"/told/processes/$process/threads"
done

# Anyone may open both, as far as files go.
mknod -m 666 /dev/of_no_use c 1 11 # the kernel's messages
echo "outside=$(setpriv --reuid=dyad --regid=dyad --clear-groups bash -c ': >>/dev/of_no_use' && echo opened)"
echo "other_device=$(may_open /dev/of_no_use)"
echo "own_device=$(may_open "/dev/$node")"
# Let through, and there is no such board.
mknod -m 666 /dev/ttyACM0 c 166 0
mknod -m 666 /dev/ttyUSB0 c 188 0
echo "boards=$(may_open /dev/ttyACM0), $(may_open /dev/ttyUSB0)"

poke_until_both_valves_were_open
systemctl stop dyad
echo "valves_at_the_end=$(value 2)$(value 3)"
systemctl show -p Result -p ExecMainStatus dyad
echo "data=$(stat -c '%U %a' /var/lib/dyad)"
cp /var/lib/dyad/*.jsonl /told/log.jsonl
journalctl --no-pager -u dyad >/told/journal
echo done
