#include <linux/gpio.h>
#include <sys/ioctl.h>

#include "dyad/device/valve_guard.hpp"

namespace dyad::device {

bool close_output_lines(int fd, std::size_t lines) {
  gpio_v2_line_values values{};
  values.mask = lines >= 64 ? ~__u64{0} : (__u64{1} << lines) - 1;
  if (::ioctl(fd, GPIO_V2_LINE_SET_VALUES_IOCTL, &values) != 0) return false;
  return ::ioctl(fd, GPIO_V2_LINE_GET_VALUES_IOCTL, &values) == 0 && values.bits == 0;
}

std::vector<ChannelIndex> channels_to_guard(const config::Rig& rig) {
  std::vector<ChannelIndex> channels;
  for (std::size_t i = 0; i < rig.channels.size(); ++i) {
    const config::ChannelKind kind = rig.channels[i].kind;
    if (kind == config::ChannelKind::reward_valve ||
        kind == config::ChannelKind::laser_gate) {
      channels.push_back(static_cast<ChannelIndex>(i));
    }
  }
  return channels;
}

}  // namespace dyad::device
