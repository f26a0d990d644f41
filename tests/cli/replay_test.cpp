#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/dyad_command.hpp"
#include "dyad/log/reader.hpp"
#include "dyad/log/writer.hpp"

namespace dyad::cli {
namespace {

using ::testing::HasSubstr;
using testing::Ran;
using ::testing::StartsWith;

// Logs made by import: two coordinated trials, 600 ms and 300 ms apart, and a miss.
class Replay : public ::testing::Test {
 protected:
  void SetUp() override {
    place_.write("t.csv",
                 "time_s,subject,event\n1.000,A,onset\n1.600,B,onset\n"
                 "11.000,B,onset\n11.300,A,onset\n21.000,A,onset\n");
    const std::string configs = std::string(DYAD_SOURCE_DIR) + "/rig-configs";
    const Ran ran =
        place_.dyad({"import", "--csv", "t.csv", "--rig", configs + "/rigs/sim.json",
                     "--schedule", configs + "/schedules/quick-start.json"});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    log_ = place_.files("data").at(0);
  }

  // The same log, its first command 1 µs longer: its CRCs are right.
  std::string falsified() const {
    const std::string path = place_.path("falsified.jsonl");
    auto reader = log::Reader::open(log_);
    auto writer = log::Writer::create(path, reader->header(), {.wait_for_room = true});
    (*writer)->start();
    bool done = false;
    while (const auto* logged = reader->next()) {
      log::Record record = logged->record;
      auto* command = std::get_if<Command>(&record);
      if (command != nullptr && !done) {
        command->duration += Duration::from_us(1);
        done = true;
      }
      (*writer)->append(record);
    }
    EXPECT_TRUE((*writer)->close());
    return path;
  }

  // The same log with one digit of a later line changed.
  std::string damaged() const {
    std::ifstream in(log_);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    const std::size_t place = text.find("\"t\":11300000");
    EXPECT_NE(place, std::string::npos);
    text[place + 5] = '9';
    place_.write("damaged.jsonl", text);
    return place_.path("damaged.jsonl");
  }

  testing::Workplace place_;
  std::string log_;
};

TEST_F(Replay, SaysIdenticalInOneLine) {
  const Ran ran = place_.dyad({"replay", log_});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.out, StartsWith("identical  " + log_));
  EXPECT_THAT(ran.out, HasSubstr("4 trials, 2 coordinated, 1 missed, 1 aborted"));
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 1);
}

TEST_F(Replay, ShowsBothSidesOfTheFirstDifference) {
  const std::string path = falsified();
  const Ran ran = place_.dyad({"replay", path});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.out, StartsWith("different  " + path + ":"));
  EXPECT_THAT(ran.out, HasSubstr("\"duration_us\":200001"));
  EXPECT_THAT(ran.out, HasSubstr("\"duration_us\":200000"));
}

TEST_F(Replay, StopsAtDamageWithItsLine) {
  const Ran ran = place_.dyad({"replay", damaged()});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("damaged.jsonl:"));
  EXPECT_THAT(ran.err, HasSubstr("--salvage"));
}

TEST_F(Replay, SalvagedLogThatLacksALineIsDifferent) {
  EXPECT_EQ(place_.dyad({"replay", "--salvage", damaged()}).exit_code, 1);
}

TEST_F(Replay, ManyLogsEndInATotalInTheirOrder) {
  const std::string different = falsified();
  const Ran ran = place_.dyad({"replay", "--jobs", "3", log_, different, log_, "none"});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.out, HasSubstr("4 logs: 2 identical, 1 different, 1 unreadable"));
  EXPECT_LT(ran.out.find("identical  "), ran.out.find("different  "));
  EXPECT_LT(ran.out.find("different  "), ran.out.rfind("identical  "));
}

TEST_F(Replay, ShorterWindowShowsTheFlipAndBothTotals) {
  const Ran ran = place_.dyad({"replay", "--window", "500ms", log_});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, StartsWith("counterfactual  "));
  EXPECT_THAT(ran.out, HasSubstr("1 coordinated"));
  EXPECT_THAT(ran.out, HasSubstr("1 miss"));
  EXPECT_THAT(ran.out, HasSubstr("67%"));
  EXPECT_THAT(ran.out, HasSubstr("33%"));
  EXPECT_THAT(ran.out, HasSubstr("would have behaved differently"));
}

TEST_F(Replay, OtherRewardsShowInBothTotals) {
  const Ran ran =
      place_.dyad({"replay", "--json", "--set", "/stages/0/reward_percent=0", log_});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  const auto total = nlohmann::json::parse(ran.out)["total"];
  EXPECT_EQ(total["logged"]["rewards"], 4);
  EXPECT_GT(total["logged"]["volume_nl"], 0);
  EXPECT_EQ(total["redecided"]["rewards"], 0);
  EXPECT_EQ(total["redecided"]["volume_nl"], 0);
}

TEST_F(Replay, WindowAndSetSayTheSame) {
  const Ran window = place_.dyad({"replay", "--window", "0.5s", log_});
  const Ran set = place_.dyad({"replay", "--set", "/stages/0/window_ms=500", log_});
  EXPECT_EQ(window.exit_code, 0) << window.err;
  EXPECT_EQ(window.out, set.out);
}

TEST_F(Replay, SetTakesABareWordAsText) {
  const Ran ran = place_.dyad(
      {"replay", "--set", "/stages/0/repeat_response=restart_window", log_});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
}

TEST_F(Replay, RefusesASettingThatTheScheduleDoesNotKnow) {
  const Ran ran = place_.dyad({"replay", "--set", "/stages/0/windw_ms=500", log_});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, HasSubstr("window_ms"));
}

TEST_F(Replay, RefusesWhatIsNoDurationOrNoSetting) {
  EXPECT_EQ(place_.dyad({"replay", "--window", "500", log_}).exit_code, 2);
  EXPECT_EQ(place_.dyad({"replay", "--set", "window=500", log_}).exit_code, 2);
  EXPECT_EQ(place_.dyad({"replay"}).exit_code, 2);
}

TEST_F(Replay, JsonSaysWhatTheTextSays) {
  const Ran ran = place_.dyad({"replay", "--json", log_, falsified()});
  EXPECT_EQ(ran.exit_code, 1);
  const auto json = nlohmann::json::parse(ran.out);
  EXPECT_EQ(json["logs"][0]["verdict"], "identical");
  EXPECT_EQ(json["logs"][0]["totals"]["coordinated"], 2);
  EXPECT_EQ(json["logs"][1]["verdict"], "different");
  EXPECT_GT(json["logs"][1]["difference"]["line"], 1);
  EXPECT_EQ(json["total"]["identical"], 1);
}

TEST_F(Replay, JsonOfACounterfactualListsTheChanges) {
  const Ran ran = place_.dyad({"replay", "--json", "--window", "500ms", log_});
  const auto json = nlohmann::json::parse(ran.out);
  const auto& log = json["logs"][0];
  EXPECT_EQ(log["verdict"], "counterfactual");
  EXPECT_EQ(log["overrides"]["/stages/0/window_ms"], 500);
  ASSERT_EQ(log["changes"].size(), 1U);
  EXPECT_EQ(log["changes"][0]["opened_us"], 1'000'000);
  EXPECT_EQ(log["changes"][0]["logged"]["outcome"], "coordinated");
  EXPECT_EQ(log["changes"][0]["redecided"]["outcome"], "miss");
}

}  // namespace
}  // namespace dyad::cli
