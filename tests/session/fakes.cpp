#include "session/fakes.hpp"

namespace dyad::session {

Input FakeDevice::onset(SourceIndex source, ChannelIndex channel, std::int64_t t_us) {
  Input input;
  input.time = Time::from_us(t_us);
  input.source = source;
  input.sequence = ++sequence;
  input.channel = channel;
  input.active = true;
  return input;
}

void FakeDevice::poke(SourceIndex source, ChannelIndex channel, std::int64_t t_us,
                      std::optional<std::int64_t> seen_us) {
  inputs.emplace_back(onset(source, channel, t_us),
                      Time::from_us(seen_us.value_or(t_us)));
}

void FakeDevice::lose(FaultKind kind, std::int64_t known_good_us) {
  is_lost = true;
  faults.push_back(
      {.time = Time::from_us(known_good_us), .kind = kind, .message = "gone"});
}

void FakeDevice::come_back(std::int64_t t_us) {
  is_lost = false;
  faults.push_back(
      {.time = Time::from_us(t_us), .kind = FaultKind::device_back, .message = "back"});
}

config::Rig two_poke_rig(std::size_t devices) {
  config::Rig rig;
  rig.name = "fake";
  rig.seats = {"left", "right"};
  for (std::size_t i = 0; i < devices; ++i) {
    rig.devices.push_back({"d" + std::to_string(i), config::SimDevice{}});
  }
  const auto last = static_cast<SourceIndex>(devices - 1);
  for (SubjectIndex i = 0; i < 2; ++i) {
    config::Channel poke;
    poke.name = "poke_" + rig.seats[i];
    poke.kind = config::ChannelKind::poke;
    poke.subject = i;
    poke.device = i == 0 ? SourceIndex{0} : last;
    rig.channels.push_back(poke);
  }
  for (SubjectIndex i = 0; i < 2; ++i) {
    config::Channel valve;
    valve.name = "valve_" + rig.seats[i];
    valve.kind = config::ChannelKind::reward_valve;
    valve.subject = i;
    valve.valve.calibration = {{Duration::from_ms(30), 10'000}};
    valve.valve.max_open = Duration::from_ms(100);
    valve.valve.budget_open = Duration::from_ms(120);
    rig.channels.push_back(valve);
  }
  return rig;
}

task::Plan plan_for(const config::Rig& rig) {
  config::Stage stage;
  stage.name = "test";
  stage.limits.duration = Duration::from_s(60);
  config::TrialRule& rule = stage.rules.emplace_back();
  rule.window = Duration::from_ms(750);
  rule.reward.nl.all = 10'000;
  rule.iti.fill({Duration::from_s(1), Duration::from_s(1)});
  config::Schedule schedule;
  schedule.stages = {stage};
  return task::make_plan(rig, schedule, 0);
}

}  // namespace dyad::session
