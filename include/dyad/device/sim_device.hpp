#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dyad/config/rig.hpp"
#include "dyad/device/device.hpp"
#include "dyad/device/pulse_timer.hpp"
#include "dyad/device/virtual_mouse.hpp"

namespace dyad::device {

// A rig without hardware: virtual mice poke, and are in the zones of their seat
// while they do not; valves open and close on time. Lives
// on a virtual clock: what happens depends only on the seed and the times polled.
class SimDevice final : public Device {
 public:
  using Seats = std::bitset<kMaxSubjects>;

  // The rig outlives the device; `source` is this device's index in it. Only the mice
  // of the seats in `occupied` act: on the others nobody sits, or a partner.
  SimDevice(const config::Rig& rig, SourceIndex source, std::uint64_t seed,
            Seats occupied = Seats().set());

  void poll(Time now, Report& report) override;
  Time watermark() const override { return watermark_; }
  Duration lateness_bound() const override { return Duration(); }
  std::optional<Time> next_wakeup() const override;
  std::span<const int> descriptors() const override { return {}; }
  Status actuate(const Command& command, Time now) override;
  void close_outputs(Time now, Report& report) override;
  bool lost() const override { return false; }
  void observe(const Input& input, Time now) override;

 private:
  struct Player {
    VirtualMouse mouse;
    ChannelIndex port;
    std::vector<ChannelIndex> zones;
  };
  Player* next_player();
  void play(Player& player, Report& report);
  void enter_zones(Report& report);
  void report_edge(Time time, ChannelIndex channel, bool active, Report& report);

  const config::Rig& rig_;
  std::vector<Player> players_;
  PulseTimer pulses_;
  SourceIndex source_;
  bool zones_entered_ = false;
  std::uint64_t sequence_ = 0;
  Time watermark_;
};

}  // namespace dyad::device
