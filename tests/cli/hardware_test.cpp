#include <gtest/gtest.h>

#include <string>

#include "cli/controlled_dyad.hpp"
#include "cli/dyad_command.hpp"

namespace dyad::cli {
namespace {

using Json = nlohmann::json;
using testing::ControlledDyad;

// `dyad hardware` on the simulated rig, driven as the daemon does it.
class HardwareCommand : public ::testing::Test {
 protected:
  ControlledDyad start(const std::string& rig) const {
    return ControlledDyad({"hardware", "--rig", rig}, place_.path("out"),
                          place_.path("err"));
  }
  ControlledDyad start() const {
    return start(std::string(DYAD_SOURCE_DIR) + "/rig-configs/rigs/sim.json");
  }

  testing::Workplace place_;
};

TEST_F(HardwareCommand, SaysThatItIsOpenAndHowEveryLineIs) {
  auto dyad = start();
  ASSERT_TRUE(dyad.wait_for("open"));
  const auto lines = dyad.wait_for("lines");
  ASSERT_TRUE(lines);
  EXPECT_EQ((*lines)["lines"].size(), 6U);
  EXPECT_EQ((*lines)["lines"]["valve_left"], false);
  const auto beat = dyad.wait_for("beat");
  ASSERT_TRUE(beat);
  EXPECT_EQ((*beat)["devices"][0]["name"], "sim");
  // The mice of the simulated rig poke.
  EXPECT_TRUE(dyad.wait_for([](const Json& m) {
    return m["say"] == "lines" && m["lines"].contains("poke_left");
  }));
  dyad.wish("quit");
  EXPECT_EQ(dyad.exit_code(), 0);
}

TEST_F(HardwareCommand, GivesPulsesAndSaysHowLongEachWas) {
  auto dyad = start();
  dyad.send({{"do", "pulse"},
             {"job", 3},
             {"channel", "valve_left"},
             {"duration_us", 20'000},
             {"count", 2},
             {"gap_us", 10'000}});
  for (int i = 1; i <= 2; ++i) {
    const auto pulse = dyad.wait_for("pulse");
    ASSERT_TRUE(pulse);
    EXPECT_EQ((*pulse)["job"], 3);
    EXPECT_EQ((*pulse)["done"], i);
    EXPECT_EQ((*pulse)["of"], 2);
    EXPECT_EQ((*pulse)["status"], "done");
    EXPECT_GE((*pulse)["open_us"], 20'000);
  }
  const auto job = dyad.wait_for("job");
  ASSERT_TRUE(job);
  EXPECT_EQ((*job)["state"], "done");
}

TEST_F(HardwareCommand, AFlushEndsWithItsLease) {
  auto dyad = start();
  dyad.send({{"do", "flush"},
             {"lease", 4},
             {"channels", {"valve_left", "valve_right"}},
             {"lease_us", 300'000}});
  const auto ended = dyad.wait_for("unflushed");
  ASSERT_TRUE(ended);
  EXPECT_EQ((*ended)["lease"], 4);
  EXPECT_EQ((*ended)["reason"], "expired");
}

TEST_F(HardwareCommand, WhatMakesNoSenseIsRefusedAndDoesNoHarm) {
  auto dyad = start();
  dyad.send({{"do", "pulse"}, {"job", 1}, {"channel", 7}});
  dyad.send({{"do", "pulse"},
             {"job", 2},
             {"channel", "valve_left"},
             {"count", 1},
             {"duration_us", "long"}});
  dyad.send({{"do", "flush"}, {"lease", 3}, {"channels", "valve_left"}});
  dyad.send({{"do", Json::array()}});
  for (int job = 1; job <= 2; ++job) {
    const auto refused = dyad.wait_for("job");
    ASSERT_TRUE(refused);
    EXPECT_EQ((*refused)["job"], job);
    EXPECT_EQ((*refused)["state"], "failed");
    EXPECT_FALSE((*refused)["detail"].get<std::string>().empty());
  }
  EXPECT_TRUE(dyad.wait_for("beat"));
  dyad.wish("quit");
  EXPECT_EQ(dyad.exit_code(), 0);
}

TEST_F(HardwareCommand, EndsWithTheDaemon) {
  auto dyad = start();
  ASSERT_TRUE(dyad.wait_for("open"));
  dyad.hang_up();
  EXPECT_EQ(dyad.exit_code(), 0);
}

TEST_F(HardwareCommand, ARigThatDoesNotOpenIsSaidToBeSo) {
  auto dyad = start(place_.path("none.json"));
  const auto failed = dyad.wait_for("failed");
  ASSERT_TRUE(failed);
  EXPECT_EQ((*failed)["problems"].size(), 1U);
  EXPECT_NE(dyad.exit_code(), 0);
}

TEST_F(HardwareCommand, IsNotForPeople) {
  EXPECT_EQ(place_.dyad({"--help"}).out.find("\n  hardware"), std::string::npos);
}

}  // namespace
}  // namespace dyad::cli
