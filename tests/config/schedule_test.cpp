#include "dyad/core/note.hpp"
#include "support.hpp"

namespace dyad::config {
namespace {

using test::good_rig;
using test::good_schedule;
using test::parsed;
using test::with;

TEST(ReadSchedule, OfOnlyWhatIsRequiredHasTheDocumentedDefaults) {
  const Schedule schedule = good_schedule(parsed(test::kSmallSchedule));
  TrialRule rule;
  rule.window = Duration::from_ms(750);
  rule.reward.nl.all = 4'000;
  Stage stage;
  stage.name = "one";
  stage.limits.duration = Duration::from_s(1'800);
  stage.rules = {rule};
  EXPECT_EQ(schedule, (Schedule{"small", "", "", {stage}}));
}

TEST(ReadSchedule, ATrialsDefaultsAreTheDocumentedOnes) {
  const TrialRule rule;
  EXPECT_EQ(rule.initiation.kind, InitiationKind::free);
  EXPECT_EQ(rule.response, ResponseKind::onset);
  EXPECT_EQ(rule.target.kind, TargetKind::none);
  EXPECT_EQ(rule.wrong_response, WrongResponse::ignore);
  EXPECT_EQ(rule.repeat_response, RepeatResponse::ignore);
  EXPECT_EQ(rule.late_response, LateResponse::drop);
  EXPECT_EQ(rule.contingency, Contingency::coordinated);
  EXPECT_EQ(rule.reinforcement.kind, ReinforcementKind::fixed_ratio);
  EXPECT_EQ(rule.reinforcement.n, 1U);
  EXPECT_EQ(rule.reward.permille.all, 1'000U);
  EXPECT_EQ(rule.reward_pulses, 1U);
  EXPECT_FALSE(rule.catch_trial);
}

TEST(ReadSchedule, ReadsWhatTheFirstSchedulesHad) {
  const Schedule schedule = good_schedule(parsed(R"({
    "format": "dyad-schedule/1", "name": "all", "citation": "c", "notes": "n",
    "session": { "duration_s": 90.000001, "max_trials": 300 },
    "stages": [
      { "name": "solo", "notes": "x", "sessions": 5, "contingency": "individual",
        "window_ms": 0.75, "repeat_response": "restart_window",
        "late_response": "open_next_trial", "reward_ul": 10.001,
        "iti_ms": { "coordinated": 5000, "miss": { "uniform": [3000, 7000.5] } },
        "outputs": [ { "at": "miss", "channel": "light", "pulse_ms": 0.5 } ] },
      { "name": "two", "window_ms": 1, "reward_ul": 1 }
    ] })"));
  ASSERT_EQ(schedule.stages.size(), 2U);
  const Stage& solo = schedule.stages[0];
  EXPECT_EQ(solo.sessions, 5U);
  EXPECT_EQ(solo.limits.duration, Duration::from_us(90'000'001));
  EXPECT_EQ(solo.limits.max_trials, 300U);
  ASSERT_EQ(solo.rules.size(), 1U);
  const TrialRule& rule = solo.rules[0];
  EXPECT_EQ(rule.contingency, Contingency::individual);
  EXPECT_EQ(rule.window, Duration::from_us(750));
  EXPECT_EQ(rule.repeat_response, RepeatResponse::restart_window);
  EXPECT_EQ(rule.late_response, LateResponse::open_next_trial);
  EXPECT_EQ(rule.reward.nl.all, 10'001U);
  EXPECT_EQ(rule.iti[0], (Interval{Duration::from_s(5), Duration::from_s(5)}));
  EXPECT_EQ(rule.iti[1], (Interval{Duration::from_s(3), Duration::from_us(7'000'500)}));
  EXPECT_EQ(rule.iti[2], Interval());
  EXPECT_EQ(rule.outputs,
            (std::vector<OutputBinding>{
                {TaskEvent::miss, "light", Duration::from_us(500), {}, ""}}));
}

TEST(ReadSchedule, StaircaseOfTheMouseStudyIsAsPublished) {
  Problems problems;
  const auto document = read_document(
      DYAD_SOURCE_DIR "/rig-configs/schedules/mouse-cooperation-staircase.json",
      problems);
  ASSERT_TRUE(document) << test::text_of(problems);
  const Schedule schedule = good_schedule(*document);
  ASSERT_EQ(schedule.stages.size(), 4U);
  EXPECT_EQ(schedule.stages[0].rules[0].contingency, Contingency::individual);
  const std::array<std::pair<std::int64_t, unsigned>, 3> published{
      {{3'000, 5}, {1'500, 10}, {750, 15}}};
  for (std::size_t i = 0; i < published.size(); ++i) {
    const Stage& stage = schedule.stages[i + 1];
    EXPECT_EQ(stage.limits.duration, Duration::from_s(30 * 60));
    EXPECT_EQ(stage.rules[0].window, Duration::from_ms(published[i].first));
    EXPECT_EQ(stage.sessions, published[i].second);
    EXPECT_EQ(stage.rules[0].contingency, Contingency::coordinated);
  }
}

std::string pair_problems(const Document& rig, const Document& schedule) {
  Problems problems;
  check_together(good_rig(rig), good_schedule(schedule), schedule, problems);
  return test::text_of(problems);
}

std::string binding_problems(const char* channel) {
  return pair_problems(
      parsed(test::kSmallRig),
      with(parsed(test::kSmallSchedule), "/stages/0/outputs",
           (std::string(R"([{"at":"miss","pulse_ms":5,"channel":")") + channel + "\"}]")
               .c_str()));
}

TEST(CheckTogether, AcceptsAPairThatFits) {
  EXPECT_EQ(pair_problems(parsed(test::kSmallRig), parsed(test::kSmallSchedule)), "");
  EXPECT_EQ(binding_problems("light"), "");
}

TEST(CheckTogether, RefusesUnknownChannels) {
  EXPECT_EQ(binding_problems("ligth"),
            "test.json:5:14: /stages/0/outputs/0/channel: the unknown channel "
            "\"ligth\"; expected \"light\" of the rig \"small\"; did you mean "
            "\"light\"?\n");
}

TEST(CheckTogether, RefusesInputs) {
  EXPECT_NE(binding_problems("poke_left").find("the input \"poke_left\""),
            std::string::npos);
}

TEST(CheckTogether, RefusesValvesBecauseOnlyRewardsOpenThem) {
  EXPECT_NE(binding_problems("valve_left").find("valves open for rewards only"),
            std::string::npos);
}

TEST(CheckTogether, RefusesARewardBeyondTheCalibrationOfAnyValve) {
  const Document rig = parsed(test::kSmallRig);
  const auto reward = [&](const char* ul) {
    return pair_problems(rig,
                         with(parsed(test::kSmallSchedule), "/stages/0/reward_ul", ul));
  };
  EXPECT_EQ(reward("5"), "");
  EXPECT_EQ(reward("5.001"),
            "test.json:5:62: /stages/0/reward_ul: a reward of 5.001 µl; expected at "
            "most 5 µl, the last row of the calibration of \"valve_left\" of the rig "
            "\"small\"\n");
  EXPECT_NE(reward("7").find("valve_right"), std::string::npos);
}

TEST(CheckTogether, RefusesARewardThatNeedsMoreThanTheCap) {
  const Document rig =
      with(parsed(test::kSmallRig), "/channels/valve_left/max_open_ms", "30");
  EXPECT_EQ(
      pair_problems(rig, parsed(test::kSmallSchedule)),
      "test.json:5:62: /stages/0/reward_ul: a reward of 4 µl, which opens "
      "\"valve_left\" for 33.103 ms; expected at most its max_open_ms of 30 ms in "
      "the rig \"small\"\n");
}

}  // namespace
}  // namespace dyad::config
