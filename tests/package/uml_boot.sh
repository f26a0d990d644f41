# Makes a User-Mode Linux machine into the Debian in the folder $1, with systemd as its
# first process, and comes back when that has switched itself off. scripts/with-gpio-sim
# runs it. What is written there stays in memory, but for /told.
set -euo pipefail
debian=$1

mount -t tmpfs -o mode=755 memory /mnt
mkdir /mnt/upper /mnt/work /mnt/root
# The host's files would be the caller's, whoever of the Debian's users wrote them.
mount -t overlay -o "lowerdir=$debian,upperdir=/mnt/upper,workdir=/mnt/work" debian /mnt/root
mount -t hostfs -o "$debian/told" told /mnt/root/told

# A name space of its own for process numbers makes it number 1, and its end a return.
exec unshare --pid --fork --mount --propagation private bash -euo pipefail -c '
  mkdir /mnt/root/host
  pivot_root /mnt/root /mnt/root/host
  cd /
  exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin bash -euo pipefail -c "
    mount -t proc proc /proc
    mount -t sysfs sysfs /sys
    mount -t devtmpfs devtmpfs /dev
    umount --lazy /host
    exec /lib/systemd/systemd --system --log-target=console >/told/console 2>&1"'
