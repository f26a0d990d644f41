#include "support.hpp"

namespace dyad::config {
namespace {

using test::good_schedule;
using test::parsed;
using test::with;

Document schedule() { return parsed(test::kSmallSchedule); }

std::string refusal(const std::string& pointer, const char* value = "1") {
  Document document = schedule();
  Problems problems;
  EXPECT_FALSE(set_value(document, pointer, Json::parse(value), problems)) << pointer;
  EXPECT_EQ(document.json, schedule().json) << "must be as it was";
  return test::text_of(problems);
}

TEST(SetValue, ReplacesAValue) {
  EXPECT_EQ(good_schedule(with(schedule(), "/stages/0/window_ms", "500"))
                .stages[0]
                .rules[0]
                .window,
            Duration::from_ms(500));
}

TEST(SetValue, AddsAMemberThatHasADefault) {
  const auto changed =
      with(schedule(), "/stages/0/late_response", "\"open_next_trial\"");
  EXPECT_EQ(good_schedule(changed).stages[0].rules[0].late_response,
            LateResponse::open_next_trial);
}

TEST(SetValue, MakesTheObjectsOnTheWay) {
  const auto changed = with(schedule(), "/stages/0/iti_ms/miss", "250");
  EXPECT_EQ(good_schedule(changed).stages[0].rules[0].iti[1].low,
            Duration::from_ms(250));
}

TEST(SetValue, LeavesJudgingTheValueToTheReader) {
  EXPECT_EQ(
      test::schedule_problems(with(schedule(), "/stages/0/window_ms", "-1")),
      "test.json:5:44: /stages/0/window_ms: the number -1; expected a number from "
      "0.001 to 600000 ms in steps of 0.001\n");
}

TEST(SetValue, PlacesANewValueAtItsNearestAncestor) {
  EXPECT_EQ(test::schedule_problems(with(schedule(), "/stages/0/sessions", "0"))
                .substr(0, 35),
            "test.json:5:14: /stages/0/sessions:");
}

TEST(SetValue, RefusesAnUnknownMemberAndSaysWhichIsMeant) {
  const std::string problem = refusal("/stages/0/windw_ms");
  const std::string begin =
      "test.json:5:14: /stages/0/windw_ms: the unknown member \"windw_ms\"; "
      "expected one of \"name\", \"notes\", \"sessions\", ";
  const std::string end = "; did you mean \"window_ms\"?\n";
  EXPECT_EQ(problem.substr(0, begin.size()), begin);
  EXPECT_EQ(problem.substr(problem.size() - end.size()), end);
  EXPECT_NE(refusal("/stage/0/window_ms").find("did you mean \"stages\"?"),
            std::string::npos);
}

TEST(SetValue, RefusesAnElementThatIsNotThere) {
  EXPECT_EQ(refusal("/stages/1/window_ms"),
            "test.json:5:13: /stages/1: no element \"1\"; expected 0 to 0\n");
  EXPECT_NE(refusal("/stages/first/window_ms").find("no element \"first\""),
            std::string::npos);
}

TEST(SetValue, RefusesToGoOnBelowANumber) {
  EXPECT_EQ(
      refusal("/stages/0/window_ms/low"),
      "test.json:5:44: /stages/0/window_ms: the number 750, which has no members; "
      "expected a pointer that ends here\n");
}

TEST(SetValue, RefusesWhatIsNoPointer) {
  EXPECT_NE(refusal("window_ms").find("expected a JSON pointer such as"),
            std::string::npos);
  EXPECT_NE(refusal("").find("expected a JSON pointer"), std::string::npos);
  EXPECT_NE(refusal("/stages~2").find("expected a JSON pointer"), std::string::npos);
}

TEST(SetValue, WorksOnRigs) {
  const auto changed =
      with(parsed(test::kSmallRig), "/channels/light/active", "\"low\"");
  EXPECT_TRUE(test::good_rig(changed).channels[4].active_low);
  Document rig = parsed(test::kSmallRig);
  Problems problems;
  EXPECT_FALSE(set_value(rig, "/channels/light/activ", "low", problems));
  EXPECT_NE(test::text_of(problems).find("did you mean \"active\"?"),
            std::string::npos);
}

TEST(SetDuration, ReplacesTheDurationInWhicheverUnitItStood) {
  for (const Duration duration : {Duration::from_s(10), Duration::from_ms(1'500),
                                  Duration::from_us(86'399'999'999)}) {
    Document document = schedule();
    set_duration(document, duration);
    EXPECT_EQ(good_schedule(document).stages[0].limits.duration, duration);
    set_duration(document, Duration::from_s(60));
    EXPECT_EQ(good_schedule(document).stages[0].limits.duration, Duration::from_s(60));
  }
}

TEST(SetDuration, CountsForStagesThatHaveOneOfTheirOwn) {
  Document document =
      with(schedule(), "/stages/0/session", R"({"duration_min": 5, "max_trials": 3})");
  set_duration(document, Duration::from_s(10));
  const SessionLimits limits = good_schedule(document).stages[0].limits;
  EXPECT_EQ(limits.duration, Duration::from_s(10));
  EXPECT_EQ(limits.max_trials, 3U);
}

TEST(SetValue, ReachesIntoTheSetsOfBlocksAndLevels) {
  Document document = schedule();
  document.json["stages"][0]["blocks"] = Json::parse(R"([{"name": "a", "trials": 1}])");
  const auto changed = with(document, "/stages/0/blocks/0/set/window_ms", "5");
  EXPECT_EQ(good_schedule(changed).stages[0].rules[0].window, Duration::from_ms(5));
}

}  // namespace
}  // namespace dyad::config
