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
  schedule.duration = Duration::from_s(1800);
  schedule.stages.resize(2);
  config::Stage& stage = schedule.stages[1];
  stage.window = Duration::from_ms(750);
  stage.reward_nl = 2000;
  stage.contingency = config::Contingency::individual;
  stage.repeat_response = config::RepeatResponse::restart_window;
  stage.late_response = config::LateResponse::open_next_trial;
  stage.iti[1] = {Duration::from_s(1), Duration::from_s(2)};
  stage.outputs = {{config::TaskEvent::window_open, "light", Duration::from_ms(5)}};
  return schedule;
}

TEST(Plan, KnowsTheOperandaAndNothingElse) {
  const Plan plan = make_plan(rig(), schedule(), 1);
  auto expected = Plan::no_operandum();
  expected[1] = 1;
  expected[2] = 0;
  EXPECT_EQ(plan.operandum_of, expected);
  EXPECT_EQ(plan.subjects, 2U);
}

TEST(Plan, HasEachSubjectsValveAndItsOwnOpenTime) {
  const Plan plan = make_plan(rig(), schedule(), 1);
  EXPECT_EQ(plan.rewards[0].channel, 5);
  EXPECT_EQ(plan.rewards[0].open, Duration::from_ms(10));
  EXPECT_EQ(plan.rewards[1].channel, 4);
  EXPECT_EQ(plan.rewards[1].open, Duration::from_ms(25));
  EXPECT_EQ(plan.rewards[1].volume_nl, 2000U);
}

TEST(Plan, HasTheStagesOptions) {
  const Plan plan = make_plan(rig(), schedule(), 1);
  EXPECT_EQ(plan.window, Duration::from_ms(750));
  EXPECT_EQ(plan.contingency, config::Contingency::individual);
  EXPECT_EQ(plan.repeat_response, config::RepeatResponse::restart_window);
  EXPECT_EQ(plan.late_response, config::LateResponse::open_next_trial);
  EXPECT_EQ(plan.iti, schedule().stages[1].iti);
  ASSERT_EQ(plan.outputs.size(), 1U);
  EXPECT_EQ(plan.outputs[0].channel, 6);
  EXPECT_EQ(plan.outputs[0].pulse, Duration::from_ms(5));
}

TEST(Plan, HasTheSessionsLimits) {
  config::Schedule limited = schedule();
  EXPECT_EQ(make_plan(rig(), limited, 1).max_trials, 0U);
  limited.max_trials = 40;
  EXPECT_EQ(make_plan(rig(), limited, 1).max_trials, 40U);
  EXPECT_EQ(make_plan(rig(), limited, 1).duration, Duration::from_s(1800));
}

}  // namespace
}  // namespace dyad::task
