#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dyad/config/rig.hpp"
#include "dyad/config/stage.hpp"
#include "dyad/device/automated_partner.hpp"
#include "dyad/device/device.hpp"

namespace dyad::device {

// An edge of a recorded session, on a channel of this rig.
struct PlayedEdge {
  Time time;
  ChannelIndex channel = kNoChannel;
  bool active = false;
  bool operator==(const PlayedEdge&) const = default;
};

// The seats on which an animal sits.
std::bitset<kMaxSubjects> live_seats(const config::Rig& rig,
                                     const config::Stage& stage);

// Everything that responds on the seats of a stage in place of animals, as one device
// without lines. It is no device of the rig file: it stands after the last of them,
// and its inputs are on channels that belong to others. It lives on whatever clock it
// is polled with.
class PartnerDevice final : public Device {
 public:
  // Whether the stage has anything for it to do.
  static bool wanted(const config::Stage& stage);

  // Rig and stage outlive the device. `playback`: what the seats with a partner of
  // that kind do, in any order; what a line cannot do (before the session, a second
  // onset in a row) is left out.
  PartnerDevice(const config::Rig& rig, const config::Stage& stage, std::uint64_t seed,
                std::vector<PlayedEdge> playback);

  void poll(Time now, Report& report) override;
  Time watermark() const override { return watermark_; }
  Duration lateness_bound() const override { return Duration(); }
  std::optional<Time> next_wakeup() const override;
  std::span<const int> descriptors() const override { return {}; }
  Status actuate(const Command& command, Time now) override;
  void close_outputs(Time /*now*/, Report& /*report*/) override {}
  bool lost() const override { return false; }
  void observe(const Input& input, Time now) override;
  void hear(const Note& note, Time now) override;

 private:
  Time next_change() const;
  AutomatedPartner* next_partner();
  void play(AutomatedPartner& partner, Report& report);
  void play_recorded(Report& report);
  void emit(Time t, ChannelIndex channel, bool active, Report& report);
  void tell_partners(const Input& input);

  const config::Rig& rig_;
  SourceIndex source_;
  std::vector<AutomatedPartner> partners_;
  std::vector<PlayedEdge> playback_;  // rising in time
  std::size_t next_played_ = 0;
  std::uint64_t sequence_ = 0;
  Time watermark_;
  bool ended_ = false;  // the session: nothing follows
};

}  // namespace dyad::device
