#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "cli/dyad_command.hpp"
#include "dyad/cli/firmware_finding.hpp"
#include "dyad/config/read.hpp"
#include "dyad_firmware/protocol.h"
#include "dyad_firmware/ticks.h"

namespace dyad::cli {
namespace {

namespace fw = dyad_firmware;
using server::Level;

const std::string kRigs = std::string(DYAD_SOURCE_DIR) + "/rig-configs/rigs/";

// What it finds is this machine's; that it fits together is not.
TEST(DoctorCommand, TheJsonSaysTheWorstAndTheExitCodeFollows) {
  const testing::Workplace place;
  const auto ran = place.dyad({"doctor", "--data", "data", "--json"});
  const auto json = nlohmann::json::parse(ran.out);
  std::string worst = "ok";
  std::set<std::string> ids;
  for (const auto& finding : json.at("findings")) {
    const std::string level = finding.at("level");
    if (level == "fail" || (level == "warn" && worst == "ok")) worst = level;
    EXPECT_EQ(level == "ok", finding.at("remedy").get<std::string>().empty())
        << finding;
    ids.insert(finding.at("id"));
  }
  EXPECT_EQ(json.at("worst"), worst);
  EXPECT_EQ(ran.exit_code, worst == "fail" ? 1 : 0) << ran.err;
  EXPECT_EQ(ids.size(), 14U);
  EXPECT_TRUE(place.files("data").empty());
}

TEST(DoctorCommand, ARigFileThatIsWrongFailsWithEveryProblem) {
  const testing::Workplace place;
  place.write("rig.json", R"({"format": "dyad-rig/1", "nmae": "x"})");
  const auto ran = place.dyad({"doctor", "--rig", "rig.json"});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_NE(ran.out.find("fail  Rig file: rig.json:1:"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("did you mean \"name\""), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("        correct the file"), std::string::npos) << ran.out;
}

TEST(DoctorCommand, TheTextHasALineForEachCheckAndASum) {
  const testing::Workplace place;
  const auto ran = place.dyad({"doctor", "--rig", kRigs + "sim.json"});
  EXPECT_NE(ran.out.find("ok    Rig file: \"Two simulated mice\" is valid\n"),
            std::string::npos)
      << ran.out;
  EXPECT_NE(ran.out.find("\n16 checks: "), std::string::npos) << ran.out;
}

class FirmwareFinding : public ::testing::Test {
 protected:
  FirmwareFinding() {
    config::Problems problems;
    const auto document = config::read_document(kRigs + "uno-two-pokes.json", problems);
    rig_ = *config::read_rig(*document, problems);
    hello_.major = fw::kProtocolMajor;
    hello_.minor = fw::kProtocolMinor;
    hello_.board = fw::BoardKind::uno;
    hello_.ticks_per_second = fw::kTicksPerSecond;
    hello_.build = 0x1234abcd;
    hello_.inputs = fw::kInputs;
    hello_.outputs = fw::kOutputs;
    hello_.cap_ms.fill(2000);
    hello_.budget_ms = 12'000;
    hello_.min_off_ms = 5;
    hello_.host_silence_ms = 500;
  }

  server::Finding ask(std::uint32_t build = 0x1234abcd) {
    return firmware_finding(
        rig_, 0, [this](const std::string&) { return hello_; }, build);
  }

  config::Rig rig_;
  link::Hello hello_;
};

TEST_F(FirmwareFinding, TheSameBuildIsNamedAsSuch) {
  EXPECT_EQ(ask().level, Level::ok) << ask().detail;
  EXPECT_NE(ask().detail.find("build 1234abcd, of this dyad's build"),
            std::string::npos);
}

TEST_F(FirmwareFinding, AnotherBuildOfTheProtocolServesAsWell) {
  EXPECT_EQ(ask(0x99).level, Level::ok);
  EXPECT_EQ(ask(0x99).detail.find("of this dyad's build"), std::string::npos);
  hello_.build = 0;  // neither knows its commit
  EXPECT_EQ(ask(0).detail.find("of this dyad's build"), std::string::npos);
}

TEST_F(FirmwareFinding, AnotherMinorVersionIsAWarning) {
  hello_.minor = fw::kProtocolMinor + 1;
  const auto found = ask();
  EXPECT_EQ(found.level, Level::warn);
  EXPECT_NE(found.remedy.find("dyad mcu flash"), std::string::npos);
}

TEST_F(FirmwareFinding, ABoardOfAnotherProtocolFails) {
  hello_.major = fw::kProtocolMajor + 1;
  EXPECT_EQ(ask().level, Level::fail);
  EXPECT_FALSE(ask().remedy.empty());
}

TEST_F(FirmwareFinding, ABoardThatDoesNotAnswerFailsWithWhatToDo) {
  const auto found = firmware_finding(
      rig_, 0,
      [](const std::string& port) -> Result<link::Hello> {
        return Error{"nobody answers on " + port, "flash it"};
      },
      1);
  EXPECT_EQ(found.level, Level::fail);
  EXPECT_NE(found.detail.find("/dev/serial/by-id/"), std::string::npos);
  EXPECT_EQ(found.remedy, "flash it");
}

TEST(BuildNumber, IsTheCommitsFirstEightDigits) {
  EXPECT_EQ(build_number("1234abcd5678-dirty"), 0x1234abcdU);
  EXPECT_EQ(build_number("unknown"), 0U);
  EXPECT_EQ(build_number("12"), 0U);
}

}  // namespace
}  // namespace dyad::cli
