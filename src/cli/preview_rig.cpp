#include "dyad/cli/preview_rig.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace dyad::cli::preview {
namespace {

using config::ChannelKind;
using config::Rig;
using config::Stage;
using config::TrialRule;

// The seats that a schedule names, in the order of their first mention.
class Seats {
 public:
  void add(const std::string& seat) {
    const bool known = std::find(names_.begin(), names_.end(), seat) != names_.end();
    if (!seat.empty() && !known) names_.push_back(seat);
  }
  template <typename T>
  void add(const config::PerSeat<T>& values) {
    for (const auto& [seat, value] : values.seats) add(seat);
  }
  void add(const TrialRule& rule) {
    add(rule.order.leader);
    add(rule.reward.nl);
    add(rule.reward.permille);
    for (const config::Payment& other : rule.other_rewards) {
      add(other.nl);
      add(other.permille);
    }
    for (const config::PayoffCell& cell : rule.payoff) {
      for (const auto& [seat, choice] : cell.joint) add(seat);
    }
    for (const config::OutputBinding& output : rule.outputs) add(output.subject);
    // That not all are needed means that there are more.
    if (rule.needed) least_ = std::max<std::size_t>(least_, *rule.needed + 1);
  }
  // In the customary order, and as many as there must be.
  std::vector<std::string> complete() {
    const bool customary = std::all_of(
        names_.begin(), names_.end(),
        [](const std::string& name) { return name == "left" || name == "right"; });
    if (customary) names_ = {"left", "right"};
    if (names_.size() == 1) names_.emplace_back("other");
    while (names_.size() < std::min(least_, kMaxSubjects)) {
      names_.push_back("seat" + std::to_string(names_.size() + 1));
    }
    return names_;
  }

 private:
  std::vector<std::string> names_;
  std::size_t least_ = 2;
};

std::vector<std::string> seats_of(const config::Schedule& schedule) {
  Seats seats;
  for (const Stage& stage : schedule.stages) {
    for (const config::Partner& partner : stage.partners) {
      seats.add(partner.seat);
      seats.add(partner.follows);
    }
    for (const TrialRule& rule : stage.rules) seats.add(rule);
  }
  return seats.complete();
}

// By the seat's name in the channel's: the longest that fits.
SubjectIndex seat_in(const std::string& channel,
                     const std::vector<std::string>& seats) {
  SubjectIndex best = kNoSubject;
  for (std::size_t i = 0; i < seats.size(); ++i) {
    const bool fits = channel.find(seats[i]) != std::string::npos;
    if (fits && (best == kNoSubject || seats[i].size() > seats[best].size())) {
      best = static_cast<SubjectIndex>(i);
    }
  }
  return best;
}

class RigMaker {
 public:
  explicit RigMaker(std::vector<std::string> seats) {
    rig_.name = "made up from the schedule";
    rig_.seats = std::move(seats);
    rig_.devices.push_back({"sim", config::SimDevice{}});
  }

  void add(const TrialRule& rule) {
    for (const std::string& name : rule.operanda) add_input(name, ChannelKind::poke);
    for (const config::Choice& choice : rule.choices) {
      for (const std::string& name : choice.channels)
        add_input(name, ChannelKind::poke);
    }
    const bool zones = rule.initiation.kind == config::InitiationKind::zones;
    for (const std::string& name : rule.initiation.channels) {
      add_input(name, zones ? ChannelKind::zone : ChannelKind::poke);
    }
    // After the operanda: one of these may collect, too.
    for (const std::string& name : rule.collection) add_input(name, ChannelKind::lick);
    add_output(rule.initiation.cue_channel, ChannelKind::cue_light);
    for (const config::OutputBinding& output : rule.outputs) {
      add_output(output.channel, ChannelKind::sync_ttl);
    }
  }

  Result<Rig> finish() {
    if (!unplaced_.empty()) {
      return Error{"without a rig it cannot be told on which seat \"" +
                       *unplaced_.begin() + "\" is",
                   "Name the rig: --rig FILE."};
    }
    for (std::size_t i = 0; i < rig_.seats.size(); ++i) {
      add_what_a_seat_needs(static_cast<SubjectIndex>(i));
    }
    if (rig_.channels.size() > kMaxChannels) {
      return Error{"the schedule names more channels than a rig may have",
                   "Name the rig: --rig FILE."};
    }
    return rig_;
  }

 private:
  void add_channel(const std::string& name, ChannelKind kind, SubjectIndex seat) {
    config::Channel channel;
    channel.name = name;
    channel.kind = kind;
    channel.subject = seat;
    rig_.channels.push_back(channel);
  }
  void add_input(const std::string& name, ChannelKind kind) {
    if (rig_.find_channel(name)) return;
    const SubjectIndex seat = seat_in(name, rig_.seats);
    if (seat == kNoSubject) unplaced_.insert(name);
    add_channel(name, kind, seat);
  }
  void add_output(const std::string& name, ChannelKind kind) {
    if (name.empty() || rig_.find_channel(name)) return;
    add_channel(name, kind, kNoSubject);
  }
  void add_what_a_seat_needs(SubjectIndex seat) {
    const bool has_operandum =
        std::any_of(rig_.channels.begin(), rig_.channels.end(),
                    [seat](const config::Channel& channel) {
                      return channel.subject == seat && is_operandum(channel.kind);
                    });
    const std::string& name = rig_.seats[seat];
    if (!has_operandum) add_channel("poke_" + name, ChannelKind::poke, seat);
    add_channel("valve_" + name, ChannelKind::reward_valve, seat);
    // 8 ms for a microlitre, up to the most that a schedule can ask for.
    rig_.channels.back().valve = {
        {{Duration::from_s(8), 1'000'000}}, Duration::from_s(8), Duration::from_s(60)};
  }

  Rig rig_;
  std::set<std::string> unplaced_;
};

}  // namespace

Result<Rig> made_up_rig(const config::Schedule& schedule) {
  RigMaker maker(seats_of(schedule));
  for (const Stage& stage : schedule.stages) {
    for (const TrialRule& rule : stage.rules) maker.add(rule);
  }
  return maker.finish();
}

Rig simulated_rig(Rig rig) {
  rig.devices.assign(1, {"sim", config::SimDevice{}});
  for (config::Channel& channel : rig.channels) channel.device = 0;
  return rig;
}

}  // namespace dyad::cli::preview
