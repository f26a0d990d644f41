#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "cli/controlled_dyad.hpp"
#include "cli/dyad_command.hpp"

namespace dyad::cli {
namespace {

using Json = nlohmann::json;
using testing::ControlledDyad;

const std::string kConfigs = std::string(DYAD_SOURCE_DIR) + "/rig-configs/";

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool beats_in(const Json& message, const std::string& phase) {
  return message["say"] == "beat" && message["status"]["phase"] == phase;
}

// `dyad run --control`, driven as the daemon does it.
class RunUnderControl : public ::testing::Test {
 protected:
  std::vector<std::string> arguments(const std::string& speed,
                                     const std::string& data = "data") const {
    return {"run",
            "--rig",
            kConfigs + "rigs/sim.json",
            "--schedule",
            kConfigs + "schedules/quick-start.json",
            "--subjects",
            "A,B",
            "--data",
            place_.path(data),
            "--speed",
            speed,
            "--seed",
            "5"};
  }
  ControlledDyad start(std::vector<std::string> with,
                       const std::vector<std::string>& more) const {
    with.insert(with.end(), more.begin(), more.end());
    return ControlledDyad(with, place_.path("out"), place_.path("err"));
  }
  std::string only_log() const {
    const auto logs = place_.files("data");
    EXPECT_EQ(logs.size(), 1U);
    return logs.empty() ? "" : text_of(logs[0]);
  }

  testing::Workplace place_;
};

class RunAtSpeed : public RunUnderControl,
                   public ::testing::WithParamInterface<const char*> {};

class RunInTime : public RunAtSpeed {};

TEST_P(RunInTime, PausesResumesAndEnds) {
  auto dyad = start(arguments(GetParam()), {"--duration", "24h"});
  const auto log = dyad.wait_for("log");
  ASSERT_TRUE(log);
  ASSERT_TRUE(dyad.wait_for("running"));
  ASSERT_TRUE(dyad.wait_for("beat"));
  dyad.wish("pause");
  ASSERT_TRUE(dyad.wait_for([](const Json& m) { return beats_in(m, "paused"); }));
  dyad.wish("resume");
  ASSERT_TRUE(dyad.wait_for([](const Json& m) {
    return m["say"] == "beat" && m["status"]["phase"] != "paused";
  }));
  dyad.wish("end");
  const auto ended = dyad.wait_for("ended");
  ASSERT_TRUE(ended);
  EXPECT_EQ((*ended)["reason"], "operator");
  EXPECT_EQ(dyad.exit_code(), 0);
  EXPECT_EQ((*log)["path"], place_.files("data").at(0));
  for (const char* action : {"pause", "resume", "end"}) {
    EXPECT_NE(only_log().find("\"action\":\"" + std::string(action) + "\""),
              std::string::npos);
  }
  EXPECT_EQ(place_.dyad({"replay", place_.files("data")[0]}).exit_code, 0);
  EXPECT_EQ(text_of(place_.path("out")), "") << "the control line has it";
}

TEST_P(RunAtSpeed, ADaemonThatDiesEndsTheSession) {
  auto dyad = start(arguments(GetParam()), {"--duration", "24h"});
  dyad.wish("pause");  // at full speed the session would soon be over
  ASSERT_TRUE(dyad.wait_for([](const Json& m) { return beats_in(m, "paused"); }));
  dyad.hang_up();
  EXPECT_EQ(dyad.exit_code(), 3);
  const std::string log = only_log();
  EXPECT_NE(log.find("\"kind\":\"daemon_died\""), std::string::npos);
  EXPECT_NE(log.find("\"reason\":\"daemon_died\""), std::string::npos);
  EXPECT_EQ(place_.dyad({"replay", place_.files("data")[0]}).exit_code, 0);
}

INSTANTIATE_TEST_SUITE_P(OfSimulation, RunInTime, ::testing::Values("1", "20"),
                         [](const auto& speed) { return std::string(speed.param); });
INSTANTIATE_TEST_SUITE_P(OfSimulation, RunAtSpeed, ::testing::Values("1", "20", "max"),
                         [](const auto& speed) { return std::string(speed.param); });

TEST_F(RunUnderControl, APauseAtFullSpeedStopsTheClock) {
  auto dyad = start(arguments("max"), {"--duration", "10min"});
  dyad.wish("pause");
  const auto paused = [](const Json& m) { return beats_in(m, "paused"); };
  const auto first = dyad.wait_for(paused);
  const auto second = dyad.wait_for(paused);
  ASSERT_TRUE(first && second);
  EXPECT_EQ((*first)["status"]["t_us"], (*second)["status"]["t_us"]);
  dyad.wish("resume");
  const auto ended = dyad.wait_for("ended");
  ASSERT_TRUE(ended);
  EXPECT_EQ((*ended)["reason"], "duration");
}

TEST_F(RunUnderControl, TheRecordsAreThoseOfARunWithout) {
  const auto records = [this](const std::string& folder) {
    const std::string log = text_of(place_.files(folder).at(0));
    return log.substr(log.find('\n') + 1);
  };
  auto dyad = start(arguments("max"), {"--duration", "10min"});
  ASSERT_TRUE(dyad.wait_for("ended"));
  EXPECT_EQ(dyad.exit_code(), 0);
  auto alone = arguments("max", "alone");
  alone.insert(alone.end(), {"--duration", "10min"});
  ASSERT_EQ(place_.dyad(alone).exit_code, 0);
  EXPECT_GT(records("data").size(), 10'000U);
  // Not EXPECT_EQ: a difference would print both logs.
  EXPECT_TRUE(records("data") == records("alone"));
}

TEST_F(RunUnderControl, ABeatSaysHowTheSessionStands) {
  auto dyad = start(arguments("20"), {"--duration", "24h"});
  ASSERT_TRUE(dyad.wait_for("running"));
  const auto open =
      dyad.wait_for([](const Json& m) { return beats_in(m, "window_open"); });
  ASSERT_TRUE(open);
  const Json& status = (*open)["status"];
  EXPECT_EQ(status["subjects"], Json({"A", "B"}));
  EXPECT_EQ(status["schedule"], "Quick start");
  EXPECT_EQ(status["stage"]["index"], 0);
  EXPECT_EQ(status["source"], "sim");
  EXPECT_EQ(status["planned_us"], 86'400'000'000);
  EXPECT_GE(status["trial"], 1);
  EXPECT_EQ(status["window"]["closes_at_us"].get<std::int64_t>() -
                status["window"]["opened_us"].get<std::int64_t>(),
            status["window_us"].get<std::int64_t>());
  EXPECT_TRUE(status["iti_until_us"].is_null());
  EXPECT_EQ(status["tally"]["rewards"].size(), 2U);
  EXPECT_EQ(status["devices"][0]["kind"], "sim");
  EXPECT_TRUE(status["devices"][0]["link"].is_null());
  EXPECT_EQ(place_.path("data") + "/" + status["id"].get<std::string>() + ".jsonl",
            place_.files("data").at(0));
  const auto iti = dyad.wait_for([](const Json& m) {
    return beats_in(m, "iti") && !m["status"]["iti_until_us"].is_null();
  });
  ASSERT_TRUE(iti);
  EXPECT_TRUE((*iti)["status"]["window"].is_null());
}

TEST_F(RunUnderControl, AStartThatFailsSaysAllThatIsWrong) {
  place_.write("bad.json",
               "{\"format\": \"dyad-schedule/1\",\n \"name\": \"x\",\n \"stages\": 3}");
  auto with = arguments("max");
  with[4] = place_.path("bad.json");
  auto dyad = start(with, {});
  const auto failed = dyad.wait_for("failed");
  ASSERT_TRUE(failed);
  EXPECT_EQ(dyad.exit_code(), 1);
  ASSERT_FALSE((*failed)["problems"].empty());
  const Json& problem = (*failed)["problems"].back();
  EXPECT_EQ(problem["file"], place_.path("bad.json"));
  EXPECT_EQ(problem["pointer"], "/stages");
  EXPECT_EQ(problem["line"], 3);
  EXPECT_NE((*failed)["detail"].get<std::string>().find("nothing was started"),
            std::string::npos);
  EXPECT_FALSE(dyad.next()) << "nothing comes after it";
  EXPECT_TRUE(place_.files("data").empty());
}

TEST_F(RunUnderControl, AFolderThatCannotBeWrittenIsAFailedStart) {
  place_.write("file", "");
  auto with = arguments("max", "file/data");
  auto dyad = start(with, {});
  const auto failed = dyad.wait_for("failed");
  ASSERT_TRUE(failed);
  EXPECT_EQ(dyad.exit_code(), 3);
  EXPECT_FALSE((*failed)["detail"].get<std::string>().empty());
  EXPECT_FALSE((*failed)["remedy"].get<std::string>().empty());
  EXPECT_TRUE((*failed)["problems"].empty());
}

}  // namespace
}  // namespace dyad::cli
