#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <ostream>
#include <vector>

#include "dyad/device/partner_device.hpp"

namespace dyad::device {

inline constexpr SubjectIndex kLeft = 0;
inline constexpr SubjectIndex kRight = 1;
// Two pokes a seat; the second ones are those of the choice "defect".
inline constexpr ChannelIndex kLeft1 = 0;
inline constexpr ChannelIndex kRight1 = 1;
inline constexpr ChannelIndex kLeft2 = 2;
inline constexpr ChannelIndex kRight2 = 3;
inline constexpr ChannelIndex kZone = 4;  // of the left seat

inline Time ms(std::int64_t t) { return Time::from_us(t * 1000); }
inline Duration span_ms(std::int64_t t) { return Duration::from_ms(t); }

inline config::Channel channel_of(
    const char* name, SubjectIndex subject,
    config::ChannelKind kind = config::ChannelKind::poke) {
  config::Channel channel;
  channel.name = name;
  channel.kind = kind;
  channel.subject = subject;
  return channel;
}

inline config::Rig two_seats() {
  config::Rig rig;
  rig.seats = {"left", "right"};
  rig.devices = {{"box", config::GpioDevice{}}, {"board", config::McuDevice{}}};
  rig.channels = {channel_of("left_1", kLeft), channel_of("right_1", kRight),
                  channel_of("left_2", kLeft), channel_of("right_2", kRight),
                  channel_of("zone", kLeft, config::ChannelKind::zone)};
  return rig;
}

inline config::Partner partner_of(config::PartnerKind kind,
                                  const char* seat = "right") {
  config::Partner partner;
  partner.seat = seat;
  partner.kind = kind;
  partner.hold = span_ms(100);
  return partner;
}

inline config::Partner every(Duration interval) {
  config::Partner partner = partner_of(config::PartnerKind::interval);
  partner.interval = config::Interval::fixed(interval);
  return partner;
}

inline config::Partner after(Duration lag) {
  config::Partner partner = partner_of(config::PartnerKind::lag);
  partner.lag = config::Interval::fixed(lag);
  return partner;
}

inline config::Partner tit_for_tat(Duration lag) {
  config::Partner partner = partner_of(config::PartnerKind::tit_for_tat);
  partner.lag = config::Interval::fixed(lag);
  return partner;
}

struct Seen {
  Time time;
  ChannelIndex channel;
  bool active;
  bool operator==(const Seen&) const = default;
  friend void PrintTo(const Seen& seen, std::ostream* out) {
    *out << seen.time.us() << " µs: channel " << seen.channel
         << (seen.active ? " on" : " off");
  }
};

class PartnerDevices : public testing::Test {
 protected:
  PartnerDevices() {
    config::TrialRule rule;
    rule.choices = {{"cooperate", {"left_1", "right_1"}},
                    {"defect", {"left_2", "right_2"}}};
    stage_.rules = {rule};
  }

  PartnerDevice& sit(std::vector<config::Partner> partners,
                     std::vector<PlayedEdge> playback = {}, std::uint64_t seed = 1) {
    stage_.partners = std::move(partners);
    device_.emplace(rig_, stage_, seed, std::move(playback));
    return *device_;
  }

  // What it does up to t, asked at each of its wakeups, or only at t.
  std::vector<Seen> until(Time t, bool every_wakeup = true) {
    Report report;
    while (every_wakeup) {
      const auto next = device_->next_wakeup();
      if (!next || *next > t) break;
      device_->poll(*next, report);
    }
    device_->poll(t, report);
    inputs_ = report.inputs;
    std::vector<Seen> seen;
    for (const Input& input : report.inputs) {
      seen.push_back({input.time, input.channel, input.active});
    }
    return seen;
  }

  void onset(ChannelIndex channel, Time t, Time now) {
    Input input;
    input.time = t;
    input.source = 0;
    input.channel = channel;
    input.active = true;
    device_->observe(input, now);
  }
  void onset(ChannelIndex channel, Time t) { onset(channel, t, t); }

  void trial_starts(Time t) { device_->hear({t, ++trial_, note::TrialStart{}}, t); }
  void trial_ends(Time t, Outcome outcome, ChoiceIndex of_left) {
    note::TrialOutcome said;
    said.outcome = outcome;
    said.choices[kLeft] = of_left;
    device_->hear({t, trial_, said}, t);
  }

  config::Rig rig_ = two_seats();
  config::Stage stage_;
  std::optional<PartnerDevice> device_;
  std::vector<Input> inputs_;
  TrialNumber trial_ = 0;
};

}  // namespace dyad::device
