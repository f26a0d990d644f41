#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dyad/config/rig.hpp"
#include "dyad/core/random.hpp"
#include "dyad/device/device.hpp"
#include "dyad/device/sim_device.hpp"
#include "dyad/device/virtual_mouse.hpp"

namespace dyad::device {

// What a virtual mouse knows of its task, beyond when it pokes.
struct Habits {
  config::VirtualMouse script;         // when it pokes, and for how long
  std::vector<ChannelIndex> operanda;  // >= 1; each poke at one, equally likely
  Duration hold{};  // above zero: each poke lasts half to three times so long
  std::vector<ChannelIndex> zones{};    // it is in them whenever it does not poke
  ChannelIndex initiator = kNoChannel;  // it looks in there between its pokes
  ChannelIndex collector = kNoChannel;  // it goes there after each reward
};

// Virtual mice that do what a trial may ask for: hold, stay in a zone, initiate,
// choose, collect. They pay no heed to cues and trials. When they poke is as with the
// mice of SimDevice, draw by draw; the rest comes from random streams of its own, one a
// mouse.
class TrainedMice final : public Device {
 public:
  // The rig outlives the device, which is its only one and has no mice in it.
  TrainedMice(const config::Rig& rig, std::vector<Habits> habits, std::uint64_t seed);

  void poll(Time now, Report& report) override;
  Time watermark() const override { return outputs_.watermark(); }
  Duration lateness_bound() const override { return Duration(); }
  std::optional<Time> next_wakeup() const override;
  std::span<const int> descriptors() const override { return {}; }
  Status actuate(const Command& command, Time now) override;
  void close_outputs(Time now, Report& report) override;
  bool lost() const override { return false; }
  void observe(const Input& input, Time now) override;

 private:
  struct Mouse {
    Habits habits;
    VirtualMouse pokes;
    Random random;
    ChannelIndex at = kNoChannel;  // the operandum it pokes
    Time looks_in = Time::never();
    Time looks_out = Time::never();
    Time collects = Time::never();
    Time collected = Time::never();

    Time next() const;
  };

  Mouse* next_mouse();
  void play(Mouse& mouse, Report& report);
  void enter_zones(Report& report);
  void poke(Mouse& mouse, Time t, Report& report);
  void leave(Mouse& mouse, Time t, Report& report);
  void look_in(Mouse& mouse, Time t, Report& report);
  void plan_look(Mouse& mouse, Time after);
  void set(ChannelIndex channel, bool active, Time t, Report& report);

  const config::Rig& rig_;
  SimDevice outputs_;
  std::vector<Mouse> mice_;
  bool zones_entered_ = false;
  std::uint64_t active_ = 0;  // bit i: channel i
  std::uint64_t sequence_ = 0;
};

}  // namespace dyad::device
