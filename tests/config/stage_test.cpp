#include "schedule_support.hpp"

namespace dyad::config {
namespace {

using test::good_stage;
using test::stage_problems;

TEST(ReadStage, LimitsOfItsOwnCountBeforeTheSchedulesMemberByMember) {
  const auto schedule = test::good_schedule(test::parsed(R"({
    "format": "dyad-schedule/1", "name": "s",
    "session": {"duration_min": 60, "max_trials": 500, "max_rewards": 300,
                "max_ul": 1500, "inactivity_s": 600.5},
    "stages": [
      {"name": "a", "window_ms": 1, "reward_ul": 1},
      {"name": "b", "window_ms": 1, "reward_ul": 1,
       "session": {"duration_s": 5, "max_trials": 7}},
      {"name": "c", "window_ms": 1, "reward_ul": 1, "session": {"max_ul": 0.001}}]})"));
  const SessionLimits of_all{Duration::from_s(3'600), 500, 300, 1'500'000,
                             Duration::from_ms(600'500)};
  EXPECT_EQ(schedule.stages[0].limits, of_all);
  SessionLimits own = of_all;
  own.duration = Duration::from_s(5);
  own.max_trials = 7;
  EXPECT_EQ(schedule.stages[1].limits, own);
  own = of_all;
  own.max_volume_nl = 1;
  EXPECT_EQ(schedule.stages[2].limits, own);
}

TEST(ReadStage, LabelsReplaceTheSchedulesMemberByMember) {
  const auto stage = good_stage(
      R"("labels": {"dose": "3 mg/kg", "drug": "CNO"})",
      R"("labels": {"drug": "saline", "barrier_holes": 12, "barrier_hole_mm": 7.5,
                    "genotype": {"left": "wt", "right": "het"}, "sex": "female"})");
  EXPECT_EQ(stage.labels.entries, (std::vector<std::pair<std::string, std::string>>{
                                      {"drug", "CNO"},
                                      {"barrier_holes", "12"},
                                      {"barrier_hole_mm", "7.5"},
                                      {"genotype", "left: wt, right: het"},
                                      {"sex", "female"},
                                      {"dose", "3 mg/kg"}}));
}

TEST(ReadStage, RefusesLabelsOutsideTheVocabulary) {
  EXPECT_EQ(stage_problems(R"("labels": {"sex": {"left": "femal"}, "barier": "mesh",
                                         "barrier": "wall"})"),
            "/labels/sex/left: \"femal\"\n"
            "/labels/barier: the unknown member \"barier\"\n"
            "/labels/barrier: \"wall\"\n");
}

TEST(ReadStage, ProgressBothWays) {
  const auto stage = good_stage(
      R"("advance": {"above_percent": 75, "over_trials": 100, "in_a_row": 2},
         "go_back": {"below_percent": 35.5})");
  EXPECT_EQ(stage.advance, (Criterion{750, true, 100, 2}));
  EXPECT_EQ(stage.go_back, (Criterion{355, false, {}, 1}));
  EXPECT_EQ(good_stage(R"("advance": {"at_least_percent": 100})").advance,
            (Criterion{1'000, false, {}, 1}));
}

TEST(ReadStage, RefusesProgressThatIsTwofoldOrHasNoLimit) {
  EXPECT_EQ(stage_problems(R"("sessions": 3, "advance": {"at_least_percent": 75})"),
            "/advance: advance beside sessions\n");
  EXPECT_EQ(
      stage_problems(R"("advance": {"at_least_percent": 75, "above_percent": 75})"),
      "/advance/above_percent: above_percent beside at_least_percent\n");
  EXPECT_EQ(stage_problems(R"("advance": {"in_a_row": 2})"),
            "/advance: neither at_least_percent nor above_percent\n");
  EXPECT_EQ(stage_problems(R"("go_back": {"over_trials": 2})"),
            "/go_back: the member \"below_percent\" is missing\n");
}

TEST(ReadStage, PartnersOfEveryKind) {
  const auto stage = good_stage(R"("partners": {
    "a": {"kind": "live"}, "b": {"kind": "absent"},
    "c": {"kind": "interval", "interval_ms": 5000, "choice": "near", "hold_ms": 1},
    "d": {"kind": "lag", "lag_ms": {"uniform": [200, 600]}, "follows": "a"},
    "e": {"kind": "tit_for_tat", "lag_ms": 800},
    "f": {"kind": "playback", "log": "data/x.jsonl", "subject": "M2"}})");
  ASSERT_EQ(stage.partners.size(), 6U);
  Partner expected;
  expected.seat = "c";
  expected.kind = PartnerKind::interval;
  expected.interval = Interval::fixed(Duration::from_s(5));
  expected.choice = "near";
  expected.hold = Duration::from_ms(1);
  EXPECT_EQ(stage.partners[2], expected);
  EXPECT_EQ(stage.partners[3].lag,
            (Interval{Duration::from_ms(200), Duration::from_ms(600)}));
  EXPECT_EQ(stage.partners[3].follows, "a");
  EXPECT_EQ(stage.partners[4].hold, Duration::from_ms(100));
  EXPECT_EQ(stage.partners[5].log, "data/x.jsonl");
  EXPECT_EQ(stage.partners[5].subject, "M2");
}

TEST(ReadStage, RefusesWhatAPartnerOfItsKindHasNot) {
  EXPECT_EQ(stage_problems(R"("partners": {
              "a": {"kind": "absent", "hold_ms": 5}, "b": {"kind": "lag"},
              "c": {"kind": "interval", "interval_ms": 0.5}})"),
            "/partners/a/hold_ms: the member \"hold_ms\"\n"
            "/partners/b: the member \"lag_ms\" is missing\n"
            "/partners/c/interval_ms: the number 0.5\n");
}

}  // namespace
}  // namespace dyad::config
