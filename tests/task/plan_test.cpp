#include "dyad/task/plan.hpp"

#include <gtest/gtest.h>

namespace dyad::task {
namespace {

config::Channel channel(const char* name, config::ChannelKind kind,
                        SubjectIndex subject = kNoSubject) {
  config::Channel made;
  made.name = name;
  made.kind = kind;
  made.subject = subject;
  return made;
}

config::Rig rig() {
  using config::ChannelKind;
  config::Rig rig;
  rig.name = "bench";
  rig.seats = {"left", "right"};
  rig.channels = {channel("beam", ChannelKind::zone),
                  channel("poke.right", ChannelKind::poke, 1),
                  channel("lever.left", ChannelKind::lever, 0),
                  channel("lick.left", ChannelKind::lick, 0),
                  channel("water.right", ChannelKind::reward_valve, 1),
                  channel("water.left", ChannelKind::reward_valve, 0),
                  channel("light", ChannelKind::cue_light)};
  rig.channels[4].valve.calibration = {{Duration::from_ms(50), 4000}};
  rig.channels[5].valve.calibration = {{Duration::from_ms(20), 4000}};
  return rig;
}

config::Schedule schedule() {
  config::Schedule schedule;
  schedule.stages.resize(2);
  config::Stage& stage = schedule.stages[1];
  stage.limits.duration = Duration::from_s(1800);
  config::TrialRule& rule = stage.rules.emplace_back();
  rule.window = Duration::from_ms(750);
  rule.reward.nl.all = 2000;
  rule.contingency = config::Contingency::individual;
  rule.repeat_response = config::RepeatResponse::restart_window;
  rule.late_response = config::LateResponse::open_next_trial;
  rule.iti[1] = {Duration::from_s(1), Duration::from_s(2)};
  rule.outputs = {{config::TaskEvent::window_open, "light", Duration::from_ms(5)}};
  return schedule;
}

TEST(Plan, KnowsTheOperandaAndNothingElse) {
  const Plan plan = make_plan(rig(), schedule(), 1);
  EXPECT_EQ(plan.rule().operanda, 0b110U);
  EXPECT_EQ(plan.subject_of[1], 1);
  EXPECT_EQ(plan.subject_of[2], 0);
  EXPECT_EQ(plan.subjects, 2U);
}

TEST(Plan, HasEachSubjectsValveAndItsOwnOpenTime) {
  const Plan plan = make_plan(rig(), schedule(), 1);
  EXPECT_EQ(plan.valves[0], 5);
  EXPECT_EQ(plan.rule().rewards[0].open, Duration::from_ms(10));
  EXPECT_EQ(plan.valves[1], 4);
  EXPECT_EQ(plan.rule().rewards[1].open, Duration::from_ms(25));
  EXPECT_EQ(plan.rule().rewards[1].volume_nl, 2000U);
}

TEST(Plan, HasTheStagesOptions) {
  const Plan plan = make_plan(rig(), schedule(), 1);
  EXPECT_EQ(plan.rule().window, Duration::from_ms(750));
  EXPECT_EQ(plan.rule().contingency, config::Contingency::individual);
  EXPECT_EQ(plan.rule().repeat_response, config::RepeatResponse::restart_window);
  EXPECT_EQ(plan.rule().late_response, config::LateResponse::open_next_trial);
  EXPECT_EQ(plan.rule().iti, schedule().stages[1].rules[0].iti);
  ASSERT_EQ(plan.rule().outputs.size(), 1U);
  EXPECT_EQ(plan.rule().outputs[0].channel, 6);
  EXPECT_EQ(plan.rule().outputs[0].pulse, Duration::from_ms(5));
}

TEST(Plan, HasTheSessionsLimits) {
  config::Schedule limited = schedule();
  EXPECT_EQ(make_plan(rig(), limited, 1).max_trials, 0U);
  limited.stages[1].limits.max_trials = 40;
  EXPECT_EQ(make_plan(rig(), limited, 1).max_trials, 40U);
  EXPECT_EQ(make_plan(rig(), limited, 1).duration, Duration::from_s(1800));
}

}  // namespace
}  // namespace dyad::task
