#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/dyad_command.hpp"

namespace dyad::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kRig = std::string(DYAD_SOURCE_DIR) + "/rig-configs/rigs/sim.json";

class ProgressCommand : public ::testing::Test {
 protected:
  // A schedule of two stages; `rule` is the first one's, `window_ms` the second's.
  void write_schedule(const std::string& rule,
                      const std::string& window_ms = "750") const {
    place_.write("two.json", R"({"format": "dyad-schedule/1", "name": "Two steps",
      "session": {"duration_s": 60},
      "stages": [
        {"name": "one", )" + rule +
                                 R"(, "window_ms": 3000, "reward_ul": 4},
        {"name": "two", "window_ms": )" +
                                 window_ms + R"(, "reward_ul": 4}]})");
  }
  testing::Ran run(const std::vector<std::string>& more = {},
                   const std::string& subjects = "A,B") const {
    std::vector<std::string> arguments{"run",      "--rig",      kRig,     "--schedule",
                                       "two.json", "--subjects", subjects, "--speed",
                                       "max",      "--seed",     "7"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    auto ran = place_.dyad(arguments);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return ran;
  }
  testing::Ran progress(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"progress", "--schedule", "two.json", "--data",
                                       "data"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return place_.dyad(arguments);
  }

  testing::Workplace place_;
};

TEST_F(ProgressCommand, ShowsEachSessionAndTheStageOfTheNextOne) {
  write_schedule(R"("sessions": 2)");
  run();
  const auto one = progress();
  EXPECT_EQ(one.exit_code, 0) << one.err;
  EXPECT_THAT(one.out,
              AllOf(HasSubstr("Schedule \"Two steps\", 2 stages; logs in data"),
                    HasSubstr("A and B, simulated: 1 session, of which 1 counts"),
                    HasSubstr("_A-B.jsonl  1 one"), HasSubstr("duration  yes"),
                    HasSubstr("Next: stage 1 of 2 \"one\": 1 of 2 sessions "
                              "since it was entered")));
  run();
  EXPECT_THAT(progress().out,
              AllOf(HasSubstr("yes: on to stage 2"),
                    HasSubstr("Next: stage 2 of 2 \"two\": on from \"one\" after 2 "
                              "sessions of it")));
}

TEST_F(ProgressCommand, RunTakesTheStageThatItShowsAndSaysWhy) {
  write_schedule(R"("sessions": 1)");
  EXPECT_THAT(run().out, HasSubstr("stage 1 of 2 \"one\": no earlier session of these "
                                   "animals counts"));
  const std::string next =
      "stage 2 of 2 \"two\": on from \"one\" after 1 session of it";
  EXPECT_THAT(progress().out, HasSubstr(next));
  EXPECT_THAT(run().out, HasSubstr(next));
  // Another pair begins at the beginning.
  EXPECT_THAT(run({}, "C,D").out, HasSubstr("stage 1 of 2 \"one\""));
}

TEST_F(ProgressCommand, ShowsTheTrialsThatTheCriterionLooksAt) {
  write_schedule(R"("advance": {"at_least_percent": 0.1, "over_trials": 10})");
  run({"--duration", "2s"});
  run();
  EXPECT_THAT(progress().out,
              AllOf(HasSubstr("  under 10  "), HasSubstr(" % of 10  "),
                    HasSubstr("on from \"one\" after a session with at least 0.1 % "
                              "coordinated over its last 10 trials")));
}

TEST_F(ProgressCommand, MarksSessionsOfAnotherVersionAndOfAnotherStageThanTheDueOne) {
  write_schedule(R"("sessions": 5)");
  run({"--stage", "two"});
  write_schedule(R"("sessions": 5)", "500");
  const auto shown = progress();
  EXPECT_THAT(shown.out, HasSubstr("yes: stage 1 was due, other version"));
  EXPECT_THAT(shown.out, HasSubstr("Next: stage 2 of 2 \"two\": it is the last stage"));
}

TEST_F(ProgressCommand, APairIsAskedForInAnyOrder) {
  write_schedule(R"("sessions": 2)");
  run();
  run({}, "C,D");
  EXPECT_THAT(progress().out, AllOf(HasSubstr("A and B"), HasSubstr("C and D")));
  EXPECT_THAT(progress({"--pair", "D,C"}).out,
              AllOf(Not(HasSubstr("A and B")), HasSubstr("C and D")));
}

TEST_F(ProgressCommand, NoSessionSaysWhatIsThereInstead) {
  write_schedule(R"("sessions": 2)");
  run();
  const auto pair = progress({"--pair", "A,C"});
  EXPECT_EQ(pair.exit_code, 1);
  EXPECT_THAT(pair.out,
              AllOf(HasSubstr("No session of schedule \"Two steps\" with A "
                              "and C was found in data and the folders in it"),
                    HasSubstr("\"Two steps\"  A and B  simulated"),
                    HasSubstr("A first session begins at stage 1 of 2 \"one\"")));
  const auto live = progress({"--live"});
  EXPECT_EQ(live.exit_code, 1);
  EXPECT_THAT(live.out, HasSubstr("No live session of"));
  EXPECT_EQ(progress({"--sim"}).exit_code, 0);
}

TEST_F(ProgressCommand, ALogThatCannotBeReadIsNamedHereAndMentionedByRun) {
  write_schedule(R"("sessions": 2)");
  run();
  place_.write("data/broken.jsonl", "{}\n");
  EXPECT_THAT(progress().out, AllOf(HasSubstr("Not read, or not to the end:"),
                                    HasSubstr("data/broken.jsonl")));
  EXPECT_THAT(run().out, HasSubstr("not all of data could be read"));
}

TEST_F(ProgressCommand, JsonHoldsWhatTheTextDoes) {
  write_schedule(R"("advance": {"above_percent": 10, "in_a_row": 1})");
  run();
  const auto shown = progress({"--json"});
  EXPECT_EQ(shown.exit_code, 0);
  const auto json = nlohmann::json::parse(shown.out);
  ASSERT_EQ(json.at("pairs").size(), 1U);
  const auto& pair = json["pairs"][0];
  EXPECT_EQ(pair["subjects"], (nlohmann::json{"A", "B"}));
  EXPECT_EQ(pair["source"], "sim");
  const auto& session = pair["sessions"].at(0);
  EXPECT_EQ(session["stage_number"], 1);
  EXPECT_EQ(session["counts"], true);
  EXPECT_EQ(session["why_not"], nullptr);
  EXPECT_EQ(session["ended_by"], "duration");
  EXPECT_EQ(session["move"], "advance");
  EXPECT_EQ(session["advance"]["over"], session["success"]);
  EXPECT_EQ(pair["next"]["stage"], "two");
  EXPECT_TRUE(json["unread"].empty());
}

TEST_F(ProgressCommand, SaysWhatIsWrongWithWhatItIsGiven) {
  write_schedule(R"("sessions": 2)");
  const auto nowhere =
      place_.dyad({"progress", "--schedule", "two.json", "--data", "nowhere"});
  EXPECT_EQ(nowhere.exit_code, 3);
  EXPECT_THAT(nowhere.err, HasSubstr("there is no folder 'nowhere'"));
  EXPECT_EQ(place_.dyad({"progress", "--schedule", "none.json"}).exit_code, 3);
  write_schedule(R"("sessions": 0)");
  EXPECT_EQ(progress().exit_code, 1);
  EXPECT_EQ(progress({"--sim", "--live"}).exit_code, 2);
}

}  // namespace
}  // namespace dyad::cli
